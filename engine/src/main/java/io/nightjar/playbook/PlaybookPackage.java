package io.nightjar.playbook;

/** The Java package in which a playbook's generated classes live, and the way back to its name. */
final class PlaybookPackage {
  static final String PARENT = "playbooks";

  private PlaybookPackage() {}

  static String of(String playbook) {
    return PARENT + "." + playbook.replace('-', '_');
  }

  /** Name of the playbook of a package, given whole or by its last part. */
  static String nameOf(String packageName) {
    return packageName.substring(packageName.lastIndexOf('.') + 1).replace('_', '-');
  }
}
