package io.nightjar.driver;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of an event that the kernel knows before it makes a record: the arguments of the
 * call, and properties of the opened file. {@code enum nj_early} says the same. Only where a hook
 * writes the number into every record, and always in the same way.
 */
final class EarlyNumbers {
  static final int NONE = -1;

  private static final int OPEN_FLAGS = 6;
  private static final int RESULT = 7;
  private static final int FILE = 8;

  private static final long UNSIGNED = 0xffff_ffffL;
  private static final long MODE = 07777;
  private static final long WHOLE = -1;

  private EarlyNumbers() {}

  /**
   * A test of a number in the form in which the kernel knows it early.
   *
   * @param index in {@code enum nj_early}
   * @param test with the mask that the hook applies
   */
  record Early(int index, NumberTest test) {
    /** Whether the number is one of the opened file, which has to be looked at for it. */
    boolean isOfFile() {
      return index >= FILE;
    }

    /** The bit of a number of the file. */
    int fileBit() {
      return isOfFile() ? 1 << (index - FILE) : 0;
    }
  }

  /** Null for a number that is known with the record only. */
  static @Nullable Early of(EventType type, NumberTest test) {
    Arg arg = test.arg();
    if (arg == null) {
      return new Early(RESULT, test);
    }
    return switch (type) {
      case OPEN ->
          switch (arg) {
            case FLAGS -> masked(OPEN_FLAGS, UNSIGNED, test);
            case MODE -> masked(2, MODE, test);
            default -> ofFile(arg, test);
          };
      case OPENAT ->
          switch (arg) {
            case FLAGS -> masked(OPEN_FLAGS, UNSIGNED, test);
            case MODE -> masked(3, MODE, test);
            case DIRECTORY_FD -> signed(0, test);
            default -> ofFile(arg, test);
          };
      case CREAT -> arg == Arg.MODE ? masked(1, MODE, test) : ofFile(arg, test);
      case OPENAT2 -> ofFile(arg, test);
      case PTRACE ->
          switch (arg) {
            case REQUEST -> masked(0, WHOLE, test);
            case TARGET_PID -> signed(1, test);
            default -> null;
          };
      case SETNS -> arg == Arg.FLAGS ? masked(1, UNSIGNED, test) : null;
      case UNSHARE -> arg == Arg.FLAGS ? masked(0, UNSIGNED, test) : null;
      case CHMOD, FCHMOD -> arg == Arg.MODE ? masked(1, MODE, test) : null;
      case FCHMODAT, FCHMODAT2 -> arg == Arg.MODE ? masked(2, MODE, test) : null;
      case UNLINKAT -> arg == Arg.FLAGS ? masked(2, UNSIGNED, test) : null;
      case RENAMEAT2, LINKAT -> arg == Arg.FLAGS ? masked(4, UNSIGNED, test) : null;
      default -> null;
    };
  }

  private static @Nullable Early ofFile(Arg arg, NumberTest test) {
    return switch (arg) {
      case INODE -> new Early(FILE, test);
      case DEVICE -> new Early(FILE + 1, test);
      case FILE_MODE -> new Early(FILE + 2, test);
      case CREATED -> new Early(FILE + 3, test);
      default -> null;
    };
  }

  /** The hook leaves these bits of the argument. */
  private static Early masked(int index, long bits, NumberTest test) {
    return new Early(
        index, new NumberTest(test.arg(), test.mask() & bits, test.values(), test.negated()));
  }

  /** The hook takes the argument for an int, whose upper half is all sign. */
  private static @Nullable Early signed(int index, NumberTest test) {
    if (test.mask() != WHOLE) {
      return null;
    }
    Set<Long> possible =
        test.values().stream()
            .filter(value -> value == (int) (long) value)
            .map(value -> value & UNSIGNED)
            .collect(Collectors.toSet());
    return possible.isEmpty()
        ? null
        : new Early(index, new NumberTest(test.arg(), UNSIGNED, possible, test.negated()));
  }
}
