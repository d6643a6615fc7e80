package io.nightjar.crash;

/** How a process of a crash night says what it has acknowledged: a line each, at once. */
public final class Said {

  /** The word of the line that says that a crash point is reached. */
  static final String AT = "at";

  /** Without it a line was cut short, and acknowledges nothing. */
  static final String END = ";";

  private Said() {}

  public static synchronized void say(String what, String about) {
    System.out.println("> " + what + " " + about + END);
    System.out.flush();
  }

  /** Stops for ever where the script wants it: whoever started this process kills it then. */
  public static void stopWhere(Script script) {
    CrashPoint wanted = script.point();
    if (wanted == null) {
      return;
    }
    java.util.concurrent.atomic.AtomicInteger visits =
        new java.util.concurrent.atomic.AtomicInteger();
    CrashPoint.watch(
        point -> {
          if (point == wanted && visits.incrementAndGet() == script.visit()) {
            say(AT, point.name());
            Script.Shared shared = script.shared();
            if (shared != null && shared.goesOn()) {
              awaitStop();
              return;
            }
            while (true) {
              java.util.concurrent.locks.LockSupport.park();
            }
          }
        });
  }

  /** Returns when this process has stood still as a whole. */
  private static void awaitStop() {
    long before = System.nanoTime();
    while (true) {
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      long now = System.nanoTime();
      if (now - before > Script.STOPPED_MILLIS * 1_000_000) {
        return;
      }
      before = now;
    }
  }
}
