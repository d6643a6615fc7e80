package io.nightjar.playbook.talon;

/** Something of Falco Talon that no playbook can say; the message says why. */
final class Untranslatable extends Exception {
  Untranslatable(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
