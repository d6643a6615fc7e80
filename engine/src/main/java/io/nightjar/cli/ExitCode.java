package io.nightjar.cli;

/** What a command answers to the shell. */
public final class ExitCode {

  public static final int OK = 0;

  /** The answer is no: not intact, not taken, not valid. */
  public static final int NEGATIVE = 1;

  /** The command line or what it names makes no sense. */
  public static final int USAGE = 2;

  /** No running Nightjar can be asked. */
  public static final int NOT_REACHABLE = 3;

  private ExitCode() {}
}
