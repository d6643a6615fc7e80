package io.nightjar.driver.scap;

/**
 * Turns the numbers that captures have for flags and requests, the same for every processor, into
 * the kernel's own of x86-64, which Nightjar's events carry. Where the two are the same (modes,
 * mounts, capabilities, {@code AT_*}, prctl, bpf, keyctl) nothing is done.
 */
final class PpmNumbers {
  static final int OPEN_CREATED = 1 << 14;
  static final int OPEN_DIRECTORY = 1 << 10;
  static final int OPEN_CLOSE_ON_EXEC = 1 << 12;
  static final int CLONE_FILES = 1;
  static final int CLONE_THREAD = 1 << 13;
  static final int CHILD_IN_NAMESPACE = 1 << 29;

  /** Flags of an open from bit 2 on, which is O_CREAT; the lowest two bits are the access. */
  private static final long[] OPEN = {
    0100, 02000, 010000, 0200, 04000, 04010000, 01000, 040000, 0200000, 0100000, 02000000, 020200000
  };

  /** Bit for bit from 0 on; 0 for bits that only readers of captures use. */
  private static final long[] CLONE = {
    0x400,
    0x200,
    0x8000_0000L,
    0x0800_0000,
    0x4000_0000,
    0x0002_0000,
    0x2000_0000,
    0x0400_0000,
    0x8000,
    0x0010_0000,
    0x2000,
    0x800,
    0x0004_0000,
    0x0001_0000,
    0x0080_0000,
    0x100,
    0,
    0,
    0,
    0,
    0x1000_0000,
    0,
    0,
    0x0020_0000,
    0x0100_0000,
    0x0008_0000,
    0,
    0x4000,
    0x0200_0000
  };

  /** BENEATH, IN_ROOT, NO_MAGICLINKS, NO_SYMLINKS, NO_XDEV, CACHED. */
  private static final long[] RESOLVE = {0x8, 0x10, 0x2, 0x4, 0x1, 0x20};

  /** AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW. */
  private static final long[] EXEC_AT = {0x1000, 0x100};

  /** The third bit is none of the call's flags. */
  private static final long[] RING = {1, 2, 0, 4, 8, 16, 32, 64};

  /** O_TRUNC, O_NONBLOCK. */
  private static final long[] DELETE_MODULE = {01000, 04000};

  private static final int[] PTRACE = {
    -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 24, 0x4200, 0x4201, 0x4202, 0x4203, 0x4204, 0x4205,
    0x4206, 0x4207, 0x4208, 0x4209, 0x420a, 0x420b, 12, 13, 14, 15, 18, 19, 21, 25, 26, 30, 31, 32,
    33
  };

  private PpmNumbers() {}

  static long openFlags(long flags) {
    long access = flags & 3;
    // neither bit: an open for neither reading nor writing, told as one for reading
    long kernel = access == 0 ? 0 : access - 1;
    return kernel | bits(flags >>> 2, OPEN);
  }

  static long cloneFlags(long flags) {
    return bits(flags, CLONE);
  }

  static long resolveFlags(long flags) {
    return bits(flags, RESOLVE);
  }

  static long execAtFlags(long flags) {
    return bits(flags, EXEC_AT);
  }

  static long ringFlags(long flags) {
    return bits(flags, RING);
  }

  static long deleteModuleFlags(long flags) {
    return bits(flags, DELETE_MODULE);
  }

  /** A request of ptrace; -1 for one that captures have no number for. */
  static long ptraceRequest(long request) {
    return request < 0 || request >= PTRACE.length ? -1 : PTRACE[(int) request];
  }

  /** A device as programs write it, as the kernel does: {@code major << 20 | minor}. */
  static long device(long encoded) {
    long major = encoded >> 8 & 0xfff;
    long minor = (encoded & 0xff) | (encoded >> 12 & 0xfff00);
    return major << 20 | minor;
  }

  private static long bits(long flags, long[] kernel) {
    long found = 0;
    for (int bit = 0; bit < kernel.length; bit++) {
      if ((flags >>> bit & 1) != 0) {
        found |= kernel[bit];
      }
    }
    return found;
  }
}
