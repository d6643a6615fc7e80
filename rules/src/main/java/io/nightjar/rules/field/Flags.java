package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.NumberTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of the kernel's flag bits and enumerations, in the spelling and order of Falco's events.
 */
final class Flags {
  /** Access mode bits of an open. */
  static final long ACCESS_MODE = 3;

  static final long WRITE_ONLY = 1;
  static final long READ_WRITE = 2;
  static final long CREATE = 0100;
  static final long TRUNCATE = 01000;
  static final long TEMPORARY_FILE = 020000000;
  private static final long CLOSE_ON_EXEC = 02000000;
  private static final String PTRACE_UNKNOWN = "PTRACE_UNKNOWN";

  private static final boolean ARM =
      System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).startsWith("aarch");
  static final long DIRECTORY = ARM ? 040000 : 0200000;

  static final Flags CLONE =
      new Flags()
          .add(0x400, "CLONE_FILES")
          .add(0x200, "CLONE_FS")
          .add(0x80000000L, "CLONE_IO")
          .add(0x08000000, "CLONE_NEWIPC")
          .add(0x40000000, "CLONE_NEWNET")
          .add(0x00020000, "CLONE_NEWNS")
          .add(0x20000000, "CLONE_NEWPID")
          .add(0x04000000, "CLONE_NEWUTS")
          .add(0x8000, "CLONE_PARENT")
          .add(0x100000, "CLONE_PARENT_SETTID")
          .add(0x2000, "CLONE_PTRACE")
          .add(0x800, "CLONE_SIGHAND")
          .add(0x40000, "CLONE_SYSVSEM")
          .add(0x10000, "CLONE_THREAD")
          .add(0x800000, "CLONE_UNTRACED")
          .add(0x100, "CLONE_VM")
          .add(0x10000000, "CLONE_NEWUSER")
          .add(0x200000, "CLONE_CHILD_CLEARTID")
          .add(0x1000000, "CLONE_CHILD_SETTID")
          .add(0x80000, "CLONE_SETTLS")
          .add(0x4000, "CLONE_VFORK")
          .add(0x02000000, "CLONE_NEWCGROUP")
          .add(0x80, "CLONE_NEWTIME");
  static final Flags MODE =
      new Flags()
          .add(01, "S_IXOTH")
          .add(02, "S_IWOTH")
          .add(04, "S_IROTH")
          .add(010, "S_IXGRP")
          .add(020, "S_IWGRP")
          .add(040, "S_IRGRP")
          .add(0100, "S_IXUSR")
          .add(0200, "S_IWUSR")
          .add(0400, "S_IRUSR")
          .add(01000, "S_ISVTX")
          .add(02000, "S_ISGID")
          .add(04000, "S_ISUID");
  static final Flags UNLINK = new Flags().add(0x200, "AT_REMOVEDIR");
  static final Flags LINK =
      new Flags().add(0x400, "AT_SYMLINK_FOLLOW").add(0x1000, "AT_EMPTY_PATH");
  static final Flags CHOWN =
      new Flags().add(0x100, "AT_SYMLINK_NOFOLLOW").add(0x1000, "AT_EMPTY_PATH");
  static final Flags RENAME =
      new Flags().add(1, "RENAME_NOREPLACE").add(2, "RENAME_EXCHANGE").add(4, "RENAME_WHITEOUT");
  static final Flags RESOLVE =
      new Flags()
          .add(0x08, "RESOLVE_BENEATH")
          .add(0x10, "RESOLVE_IN_ROOT")
          .add(0x02, "RESOLVE_NO_MAGICLINKS")
          .add(0x04, "RESOLVE_NO_SYMLINKS")
          .add(0x01, "RESOLVE_NO_XDEV")
          .add(0x20, "RESOLVE_CACHED");

  private static final Flags OPEN =
      new Flags()
          .add(ARM ? 0400000 : 0100000, "O_LARGEFILE")
          .add(DIRECTORY, "O_DIRECTORY")
          .add(ARM ? 0200000 : 040000, "O_DIRECT")
          .add(TRUNCATE, "O_TRUNC")
          .add(04010000, "O_SYNC")
          .add(04000, "O_NONBLOCK")
          .add(0200, "O_EXCL")
          .add(010000, "O_DSYNC")
          .add(02000, "O_APPEND")
          .add(CREATE, "O_CREAT");

  private static final Map<Long, String> PTRACE =
      Map.ofEntries(
          Map.entry(0L, "PTRACE_TRACEME"),
          Map.entry(1L, "PTRACE_PEEKTEXT"),
          Map.entry(2L, "PTRACE_PEEKDATA"),
          Map.entry(3L, "PTRACE_PEEKUSR"),
          Map.entry(4L, "PTRACE_POKETEXT"),
          Map.entry(5L, "PTRACE_POKEDATA"),
          Map.entry(6L, "PTRACE_POKEUSR"),
          Map.entry(7L, "PTRACE_CONT"),
          Map.entry(8L, "PTRACE_KILL"),
          Map.entry(9L, "PTRACE_SINGLESTEP"),
          Map.entry(12L, "PTRACE_GETREGS"),
          Map.entry(13L, "PTRACE_SETREGS"),
          Map.entry(14L, "PTRACE_GETFPREGS"),
          Map.entry(15L, "PTRACE_SETFPREGS"),
          Map.entry(16L, "PTRACE_ATTACH"),
          Map.entry(17L, "PTRACE_DETACH"),
          Map.entry(24L, "PTRACE_SYSCALL"),
          Map.entry(0x4200L, "PTRACE_SETOPTIONS"),
          Map.entry(0x4201L, "PTRACE_GETEVENTMSG"),
          Map.entry(0x4202L, "PTRACE_GETSIGINFO"),
          Map.entry(0x4203L, "PTRACE_SETSIGINFO"),
          Map.entry(0x4204L, "PTRACE_GETREGSET"),
          Map.entry(0x4205L, "PTRACE_SETREGSET"),
          Map.entry(0x4206L, "PTRACE_SEIZE"),
          Map.entry(0x4207L, "PTRACE_INTERRUPT"),
          Map.entry(0x4208L, "PTRACE_LISTEN"),
          Map.entry(0x4209L, "PTRACE_PEEKSIGINFO"),
          Map.entry(0x420aL, "PTRACE_GETSIGMASK"),
          Map.entry(0x420bL, "PTRACE_SETSIGMASK"));

  private static final @Nullable OpenText[] OPEN_TEXTS = new @Nullable OpenText[128];

  private final Map<Long, String> names = new LinkedHashMap<>();

  Flags() {}

  Flags add(long bits, String name) {
    names.put(bits, name);
    return this;
  }

  /** The names of the bits that are set, with bars between; null if none is. */
  @Nullable String names(long value) {
    List<String> set = set(value);
    return set.isEmpty() ? null : String.join("|", set);
  }

  private List<String> set(long value) {
    List<String> set = new ArrayList<>();
    names.forEach(
        (bits, name) -> {
          if ((value & bits) == bits) {
            set.add(name);
          }
        });
    return set;
  }

  /**
   * The flags of an open as text. A few dozen combinations make up nearly all opens, so the text of
   * each is kept in its place of a small table, where another one may take it over.
   */
  static String open(long value, boolean created) {
    int place = Long.hashCode((value << 1 | (created ? 1 : 0)) * 0x9e3779b97f4a7c15L) >>> 25;
    OpenText known = OPEN_TEXTS[place];
    if (known == null || known.value != value || known.created != created) {
      known = new OpenText(value, created, openText(value, created));
      OPEN_TEXTS[place] = known;
    }
    return known.text;
  }

  /** Never changed, so that threads may share it without more. */
  private record OpenText(long value, boolean created, String text) {}

  private static String openText(long value, boolean created) {
    List<String> set = OPEN.set(value);
    long access = value & ACCESS_MODE;
    set.add(access == 0 ? "O_RDONLY" : access == WRITE_ONLY ? "O_WRONLY" : "O_RDWR");
    if ((value & CLOSE_ON_EXEC) != 0) {
      set.add("O_CLOEXEC");
    }
    if ((value & TEMPORARY_FILE) != 0) {
      set.add("O_TMPFILE");
    }
    if (created) {
      set.add("O_F_CREATED");
    }
    return String.join("|", set);
  }

  /** The names of those flags of an open that sockets and copied descriptors have too, or null. */
  static @Nullable String descriptor(long value) {
    List<String> set = OPEN.set(value);
    if ((value & CLOSE_ON_EXEC) != 0) {
      set.add("O_CLOEXEC");
    }
    return set.isEmpty() ? null : String.join("|", set);
  }

  /** What the names of an argument's bits are made of. */
  Origin origin(Arg arg) {
    return new Origin.Words(words(arg));
  }

  private List<Origin.Word> words(Arg arg) {
    List<Origin.Word> words = new ArrayList<>();
    names.forEach((bits, name) -> words.add(word(name, arg, bits, bits)));
    return words;
  }

  private static Origin.Word word(String name, Arg arg, long mask, long value) {
    return new Origin.Word(name, new NumberTest(arg, mask, Set.of(value), false));
  }

  /** What {@link #open} makes. */
  static List<Possibility> openOrigin() {
    List<Origin.Word> words = OPEN.words(Arg.FLAGS);
    words.add(word("O_RDONLY", Arg.FLAGS, ACCESS_MODE, 0));
    words.add(word("O_WRONLY", Arg.FLAGS, ACCESS_MODE, WRITE_ONLY));
    words.add(word("O_RDWR", Arg.FLAGS, READ_WRITE, READ_WRITE));
    words.add(word("O_CLOEXEC", Arg.FLAGS, CLOSE_ON_EXEC, CLOSE_ON_EXEC));
    words.add(word("O_TMPFILE", Arg.FLAGS, TEMPORARY_FILE, TEMPORARY_FILE));
    words.add(new Origin.Word("O_F_CREATED", new NumberTest(Arg.CREATED, -1, Set.of(0L), true)));
    return Possibility.always(new Origin.Words(words));
  }

  static List<Possibility> ptraceOrigin(Arg arg) {
    return Possibility.always(new Origin.Choice(arg, PTRACE, PTRACE_UNKNOWN));
  }

  static String ptrace(long request) {
    return PTRACE.getOrDefault(request, PTRACE_UNKNOWN);
  }

  /** The bits of a name of this table, or null. */
  @Nullable Long bits(String name) {
    for (Map.Entry<Long, String> entry : names.entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** The names of the flags of an open that other calls take too, with bars between, or null. */
  static @Nullable String ofDescriptor(long value) {
    List<String> set = OPEN.set(value);
    if ((value & CLOSE_ON_EXEC) != 0) {
      set.add("O_CLOEXEC");
    }
    return set.isEmpty() ? null : String.join("|", set);
  }

  /** Value of a name in any of the tables, for writers of cases; null if there is none. */
  static @Nullable Long bitsOf(String name) {
    List<Flags> tables =
        List.of(
            CLONE,
            MODE,
            UNLINK,
            LINK,
            CHOWN,
            RENAME,
            RESOLVE,
            OPEN,
            MountFlags.MOUNT,
            MountFlags.UNMOUNT);
    for (Flags table : tables) {
      for (Map.Entry<Long, String> entry : table.names.entrySet()) {
        if (entry.getValue().equals(name)) {
          return entry.getKey();
        }
      }
    }
    for (Map.Entry<Long, String> entry : PTRACE.entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    Long other = NetworkFlags.bitsOf(name);
    other = other == null ? NodeMode.bitsOf(name) : other;
    return switch (name) {
      case "O_RDONLY" -> 0L;
      case "O_WRONLY" -> WRITE_ONLY;
      case "O_RDWR" -> READ_WRITE;
      case "O_CLOEXEC" -> CLOSE_ON_EXEC;
      case "O_TMPFILE" -> TEMPORARY_FILE;
      default -> other != null ? other : KernelNames.valueOf(name);
    };
  }
}
