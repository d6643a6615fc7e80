package io.nightjar.driver.network;

import java.io.IOException;
import java.util.Map;

/** The kernel did not do what it was asked for. */
public final class KernelRefusal extends IOException {
  private static final long serialVersionUID = 1;
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EEXIST = 17;
  static final int EOPNOTSUPP = 95;
  private static final Map<Integer, String> WORDS =
      Map.of(
          EPERM,
          "operation not permitted (CAP_NET_ADMIN and CAP_SYS_ADMIN are needed)",
          ENOENT,
          "not there",
          13,
          "permission denied",
          EEXIST,
          "it exists already",
          22,
          "invalid argument",
          93,
          "the kernel was built without it",
          EOPNOTSUPP,
          "the kernel was built without it",
          97,
          "the kernel was built without it");

  private final int errno;

  KernelRefusal(String what, int errno) {
    super(what + ": " + WORDS.getOrDefault(errno, "errno " + errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
