package io.nightjar.actions;

/** Freezes and limits containers of this node; the driver implements it, tests have a fake. */
public interface ContainerControl {

  Freezing freeze(ContainerTarget target);

  Freezing thaw(ContainerTarget target);

  /** How it is, changing nothing. */
  Freezing look(ContainerTarget target);

  /** How many processes and threads it may have, changing nothing. */
  ProcessLimit processLimit(ContainerTarget target);

  /**
   * Lets it have so many.
   *
   * @param inode of the control group that is meant
   * @param most a number, or {@code max} for no limit
   */
  ProcessLimit limitProcesses(ContainerTarget target, long inode, String most);

  /**
   * @param state {@code RUNNING} where it is here
   * @param most how many there may be, read back; {@code max} for no limit, empty where not known
   * @param running how many there are
   * @param group the control group, or empty
   * @param inode of the group; a container that is made again under the same id has another
   * @param detail why, where it is not as it was wanted
   */
  record ProcessLimit(
      State state, String most, long running, String group, long inode, String detail) {}

  /** How it is with a container. */
  enum State {
    FROZEN,
    /** Asked to freeze, but a process is in a wait in the kernel that has to end first. */
    FREEZING,
    RUNNING,
    GONE,
    /** It can be neither frozen nor thawed here. */
    UNAVAILABLE
  }

  /**
   * @param before how it was
   * @param after how it is, read back
   * @param group the control group, or empty
   * @param inode of the group; a container that is made again under the same id has another
   * @param detail why, where it is not as it was wanted
   */
  record Freezing(State before, State after, String group, long inode, String detail) {}
}
