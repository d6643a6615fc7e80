package io.nightjar.cli.attack;

import java.util.List;

/** What attacks need of a machine; for {@code doctor}. */
public final class AttackMachine {

  private AttackMachine() {}

  /**
   * Debian packages that would have to be installed first.
   *
   * @param path the environment's PATH
   */
  public static List<String> missingPackages(String path) {
    return HostTools.search(path).missing();
  }
}
