package io.nightjar.driver.scap;

/** A thread of the observed machine; its process has what belongs to all threads. */
final class ObservedThread {
  private final ObservedProcess process;
  private final boolean main;
  private String name;
  private boolean toldByMaker;
  private boolean toldByItself;

  ObservedThread(ObservedProcess process, boolean main, String name) {
    this.process = process;
    this.main = main;
    this.name = name;
  }

  ObservedProcess process() {
    return process;
  }

  /** Whether its id is the process's. */
  boolean main() {
    return main;
  }

  /** The command name; threads may have names of their own. */
  String name() {
    return name;
  }

  void rename(String newName) {
    name = newName;
  }

  /**
   * The call that makes a thread returns twice; whichever return comes first makes it known.
   *
   * @return whether this return was already told, so that this is another thread with its id
   */
  boolean told(boolean byMaker) {
    boolean before = byMaker ? toldByMaker : toldByItself;
    if (byMaker) {
      toldByMaker = true;
    } else {
      toldByItself = true;
    }
    return before;
  }

  /** It was there before the capture, or did something: no return of its making is awaited. */
  void settled() {
    toldByMaker = true;
    toldByItself = true;
  }
}
