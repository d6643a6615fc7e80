package io.nightjar.driver;

import java.util.ArrayList;
import java.util.List;

/** The programs that hang in the kernel, with what each one sees. */
enum Program {
  SYS_EXIT(
      1,
      "system calls (open, connect, setns, unshare, ptrace, links, chmod, chown, rename, unlink,"
          + " setuid, capset, signals, memory of others, bpf, modules, failed exec)"),
  EXEC(2, "executed programs"),
  FORK(4, "new processes"),
  EXIT(8, "ended processes");

  static final int ALL = 15;

  private final int bit;
  private final String sees;

  Program(int bit, String sees) {
    this.bit = bit;
    this.sees = sees;
  }

  String sees() {
    return sees;
  }

  boolean in(int attached) {
    return (attached & bit) != 0;
  }

  static List<String> missing(int attached) {
    List<String> missing = new ArrayList<>();
    for (Program program : values()) {
      if (!program.in(attached)) {
        missing.add(program.sees);
      }
    }
    return missing;
  }
}
