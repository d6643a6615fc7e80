package io.nightjar.playbook;

/**
 * A condition that does not come back until it is released; public because generated code calls it.
 */
public final class Endless {
  private static volatile boolean released;

  private Endless() {}

  public static boolean on(String id) {
    while (id.equals("bad") && !released) {
      Thread.onSpinWait();
    }
    return true;
  }

  static void hold() {
    released = false;
  }

  static void release() {
    released = true;
  }
}
