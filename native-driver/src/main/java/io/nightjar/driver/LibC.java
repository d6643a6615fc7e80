package io.nightjar.driver;

import java.nio.charset.StandardCharsets;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;

/**
 * The few system calls that the JDK has no method for, made through libc's {@code syscall}: their
 * numbers are the same on every architecture, and older C libraries have no functions for them.
 */
final class LibC {
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int SIGKILL = 9;
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_OPEN = 434;
  private static final long OPENAT2 = 437;
  private static final int O_PATH_CLOEXEC = 010000000 | 02000000;
  private static final long RESOLVE_NO_MAGICLINKS_IN_ROOT = 0x02 | 0x10;

  private static final int O_RDONLY_CLOEXEC = 02000000;

  private static final long OPEN_HOW_BYTES = 24;

  private final Calls calls = LibraryLoader.create(Calls.class).load("c");
  private final Runtime runtime = Runtime.getRuntime(calls);

  private LibC() {}

  /** Public because jnr-ffi's generated classes implement it. */
  public interface Calls {
    long syscall(long number, long first, long second, long third, long fourth);

    long syscall(long number, long first, @In byte[] path, @In long[] how, long size);

    int open(String path, int flags);

    int close(int fd);
  }

  /** Loaded when first asked for: a host without libc runs everything else. */
  static LibC get() {
    return Holder.LIBC;
  }

  /** A descriptor of the process, or a negative errno. */
  int pidfdOpen(int pid) {
    return result(calls.syscall(PIDFD_OPEN, pid, 0, 0, 0));
  }

  /** 0, or a negative errno. */
  int pidfdSignal(int pidfd, int signal) {
    return result(calls.syscall(PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0));
  }

  /** A descriptor, or a negative errno. */
  int openForReading(String path) {
    return result(calls.open(path, O_RDONLY_CLOEXEC));
  }

  /**
   * Holds a directory without asking anything of its file system.
   *
   * @return a descriptor, or a negative errno
   */
  int openDirectory(String path) {
    return result(calls.open(path, O_PATH_CLOEXEC));
  }

  /**
   * Holds a file below a directory as if that were the root, so that no link leads out of it. The
   * file itself is not opened: what a device or a pipe does then does not happen.
   *
   * @return a descriptor, or a negative errno
   */
  int openInDirectory(int directory, String path) {
    byte[] zeroTerminated = (path + '\0').getBytes(StandardCharsets.UTF_8);
    long[] how = {O_PATH_CLOEXEC, 0, RESOLVE_NO_MAGICLINKS_IN_ROOT};
    return result(calls.syscall(OPENAT2, directory, zeroTerminated, how, OPEN_HOW_BYTES));
  }

  void close(int fd) {
    calls.close(fd);
  }

  private int result(long returned) {
    return returned < 0 ? -runtime.getLastError() : (int) returned;
  }

  private static final class Holder {
    static final LibC LIBC = new LibC();
  }
}
