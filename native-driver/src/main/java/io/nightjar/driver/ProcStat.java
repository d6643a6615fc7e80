package io.nightjar.driver;

import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code /proc/PID/stat} that are used; see proc_pid_stat(5).
 *
 * @param name the command name, hostile
 * @param state R, S, D, T and so on
 * @param tty device number of the controlling terminal
 */
record ProcStat(
    String name,
    char state,
    int parent,
    int processGroup,
    int session,
    int tty,
    long startTimeTicks) {

  /** The name may hold spaces and parentheses, so the fields count from the last parenthesis. */
  static @Nullable ProcStat parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    if (open < 0 || close < open) {
      return null;
    }
    String[] fields = text.substring(close + 1).strip().split(" ");
    if (fields.length < 20) {
      return null;
    }
    return new ProcStat(
        text.substring(open + 1, close),
        fields[0].charAt(0),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        Integer.parseInt(fields[4]),
        Long.parseLong(fields[19]));
  }

  /** Whether somebody stopped it with a signal; a tracer's stop is another. */
  boolean isStopped() {
    return state == 'T';
  }

  /** Whether it has ended, and nobody has asked how yet. */
  boolean hasEnded() {
    return state == 'Z' || state == 'X' || state == 'x';
  }

  /** Whether it cannot make a child: stopped, ended, or in a wait that a pending stop ends. */
  boolean standsStill() {
    return "TtDZXx".indexOf(state) >= 0;
  }
}
