package io.nightjar.driver;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads processes from {@code /proc}: those that ran before the driver, and the few whose start it
 * missed. A process that ends meanwhile, or is another one at the end of the reading than at its
 * begin, is null. What lies in the process's memory or on its file systems is read with a time
 * limit; without it the process has no arguments, said to be cut.
 */
final class ProcReader {
  /** As much as the driver sends of arguments and environment. */
  private static final int MEMORY_BYTES = 4096;

  /** A process may be in tens of thousands of groups, which its status all names. */
  private static final int FILE_BYTES = 1 << 20;

  /** Nearly every file here fits into it. */
  private static final int PAGE_BYTES = 4096;

  private static final String DELETED = " (deleted)";
  private static final String MEMFD = "/memfd:";

  private final Path proc;
  private final TimedReads reads;
  private final boolean listsChildren;
  private boolean environment;

  ProcReader(Path proc, TimedReads reads) {
    this.proc = proc;
    this.reads = reads;
    this.listsChildren = Files.exists(proc.resolve("thread-self/children"));
  }

  /** For what the kernel itself says of a process; its memory is not read. */
  ProcReader(Path proc) {
    this(proc, new TimedReads(0));
  }

  /** Whether processes are read with their environments; they are not at first. */
  void environment(boolean read) {
    environment = read;
  }

  /** The ids of all processes, in no order. */
  List<Integer> pids() {
    List<Integer> pids = new ArrayList<>();
    try (Stream<Path> entries = Files.list(proc)) {
      entries.forEach(
          entry -> {
            String name = String.valueOf(entry.getFileName());
            if (name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 9) {
              pids.add(Integer.parseInt(name));
            }
          });
    } catch (IOException | UncheckedIOException noProc) {
      return pids;
    }
    return pids;
  }

  /** Name, parent and start of a process. */
  @Nullable ProcStat stat(int pid) {
    return ProcStat.parse(read(pid, "stat"));
  }

  /** Whether no thread of a process can make a child any more; an ended one cannot either. */
  boolean standsStill(int pid) {
    for (Path thread : threads(pid)) {
      ProcStat stat = ProcStat.parse(read(thread.resolve("stat")));
      if (stat != null && !stat.standsStill()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The children that the threads of a process have, empty for one that is gone; null where the
   * kernel was built without such lists.
   */
  @Nullable List<Integer> children(int pid) {
    if (!listsChildren) {
      return null;
    }
    List<Integer> children = new ArrayList<>();
    for (Path thread : threads(pid)) {
      String list = read(thread.resolve("children"));
      if (list != null) {
        for (StringTokenizer pids = new StringTokenizer(list); pids.hasMoreTokens(); ) {
          children.add(Integer.parseInt(pids.nextToken()));
        }
      }
    }
    return children;
  }

  private List<Path> threads(int pid) {
    Path tasks = path(pid, "task");
    String[] names = tasks.toFile().list();
    List<Path> threads = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      threads.add(tasks.resolve(name));
    }
    return threads;
  }

  /** Path of the executable without the marks that the kernel adds; empty without one. */
  String exePath(int pid) {
    return withoutMarks(link(pid, "exe"));
  }

  /** Container and pod of a process. */
  @Nullable ContainerIdentity container(int pid) {
    String path = cgroupPath(pid);
    return path == null ? null : ContainerIdentity.ofCgroupPath(path);
  }

  /** Path of the cgroup that tells the container of a process. */
  @Nullable String cgroupPath(int pid) {
    String cgroups = read(pid, "cgroup");
    return cgroups == null ? null : pathOf(cgroups);
  }

  /**
   * Everything but the parent, the user's names and the cgroup's id.
   *
   * @param start what {@link #stat} said just before
   */
  ProcessInfo.@Nullable Builder read(int pid, ProcStat start) {
    String status = read(pid, "status");
    String cgroup = cgroupPath(pid);
    if (status == null || cgroup == null) {
      return null;
    }
    ProcessInfo.Builder values =
        ProcessInfo.builder(pid, start.startTimeTicks())
            .name(start.name())
            .parentTgid(start.parent())
            .session(start.session(), start.processGroup())
            .tty(start.tty())
            .cwd(link(pid, "cwd"))
            .loginUid(loginUid(pid))
            .cgroupPath(cgroup)
            .container(ContainerIdentity.ofCgroupPath(cgroup));
    readStatus(status, start, values);
    readRoot(pid, values);
    readExe(pid, values);
    readMemory(pid, values);
    ProcStat after = stat(pid);
    return after != null && after.startTimeTicks() == start.startTimeTicks() ? values : null;
  }

  private static void readStatus(String status, ProcStat start, ProcessInfo.Builder values) {
    long[] capabilities = new long[3];
    for (String line : status.split("\n")) {
      String[] parts = line.split("\\s+", 6);
      switch (parts[0]) {
        case "Uid:" -> values.user(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        case "Gid:" -> values.group(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        case "NSpid:" -> {
          int own = Integer.parseInt(line.substring(line.lastIndexOf('\t') + 1));
          values.namespaceTgid(own);
          if (own == 1) {
            values.namespaceStart(start.startTimeTicks() * ProcessInfo.NANOS_PER_TICK);
          }
        }
        case "CapInh:" -> capabilities[0] = Long.parseUnsignedLong(parts[1], 16);
        case "CapPrm:" -> capabilities[1] = Long.parseUnsignedLong(parts[1], 16);
        case "CapEff:" -> capabilities[2] = Long.parseUnsignedLong(parts[1], 16);
        default -> {}
      }
    }
    values.capabilities(capabilities[0], capabilities[1], capabilities[2]);
  }

  private void readRoot(int pid, ProcessInfo.Builder values) {
    try (RootDirectory root = RootDirectory.open(path(pid, "root"))) {
      if (root != null) {
        values.root(root.mount(), root.inode());
      }
    }
  }

  private void readExe(int pid, ProcessInfo.Builder values) {
    String exe = link(pid, "exe");
    long flags = 0;
    if (exe.startsWith(MEMFD)) {
      flags |= ExeFlag.MEMFD.bit();
    } else if (exe.endsWith(DELETED)) {
      flags |= ExeFlag.DELETED.bit();
    }
    values.exePath(withoutMarks(exe)).exeFlags(flags);
  }

  private static String withoutMarks(String exe) {
    String path = exe.startsWith(MEMFD) ? exe.substring(1) : exe;
    return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
  }

  /** What can make the reader wait for the process. */
  private void readMemory(int pid, ProcessInfo.Builder values) {
    Memory memory = reads.read(() -> memory(pid), Memory.UNKNOWN);
    values
        .args(memory.args.isEmpty() ? List.of() : List.of(memory.args.split("\0", -1)))
        .argsTruncated(memory.cut)
        .environment(memory.environment)
        .exeFile(memory.exeInode, memory.exeChanged, memory.exeModified);
  }

  /** The environment of a process alone; empty when it cannot be read. */
  String environment(int pid) {
    return reads.read(() -> ended(readBytes(path(pid, "environ"), MEMORY_BYTES)), "");
  }

  private Memory memory(int pid) throws IOException {
    byte[] args = readBytes(path(pid, "cmdline"), MEMORY_BYTES);
    String variables = environment ? ended(readBytes(path(pid, "environ"), MEMORY_BYTES)) : "";
    long inode = 0;
    long changed = 0;
    long modified = 0;
    try {
      Map<String, Object> file =
          Files.readAttributes(path(pid, "exe"), "unix:ino,ctime,lastModifiedTime");
      inode = file.get("ino") instanceof Number number ? number.longValue() : 0;
      changed = nanos(file.get("ctime"));
      modified = nanos(file.get("lastModifiedTime"));
    } catch (IOException kernelThread) {
      // it has no executable
    }
    return new Memory(
        ended(args), args.length >= MEMORY_BYTES, variables, inode, changed, modified);
  }

  private static String ended(byte[] texts) {
    String all = new String(texts, StandardCharsets.UTF_8);
    return all.endsWith("\0") ? all.substring(0, all.length() - 1) : all;
  }

  private static long nanos(@Nullable Object time) {
    return time instanceof FileTime fileTime ? fileTime.to(TimeUnit.NANOSECONDS) : 0;
  }

  private long loginUid(int pid) {
    String text = read(pid, "loginuid");
    return text == null || text.isBlank() ? -1 : (int) Long.parseLong(text.strip());
  }

  /** That of v2 counts; at its root that of the v1 memory hierarchy: the driver has it so too. */
  static String pathOf(String cgroups) {
    String memory = "";
    for (String line : cgroups.split("\n")) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[0].equals("0") && !parts[2].equals("/")) {
        return parts[2];
      }
      if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains("memory")) {
        memory = parts[2];
      }
    }
    return memory.isEmpty() ? "/" : memory;
  }

  static ContainerIdentity containerOf(String cgroups) {
    return ContainerIdentity.ofCgroupPath(pathOf(cgroups));
  }

  private String link(int pid, String name) {
    try {
      return Files.readSymbolicLink(path(pid, name)).toString();
    } catch (IOException kernelThreadOrGone) {
      return "";
    }
  }

  private @Nullable String read(int pid, String name) {
    return read(path(pid, name));
  }

  private static @Nullable String read(Path file) {
    try {
      return new String(readBytes(file, FILE_BYTES), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return null;
    }
  }

  private static byte[] readBytes(Path file, int most) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] bytes = new byte[PAGE_BYTES];
      int length = in.readNBytes(bytes, 0, Math.min(most, PAGE_BYTES));
      if (length < PAGE_BYTES || length == most) {
        return Arrays.copyOf(bytes, length);
      }
      byte[] rest = in.readNBytes(most - length);
      byte[] all = Arrays.copyOf(bytes, length + rest.length);
      System.arraycopy(rest, 0, all, length, rest.length);
      return all;
    }
  }

  private Path path(int pid, String name) {
    return proc.resolve(Integer.toString(pid)).resolve(name);
  }

  private record Memory(
      String args,
      boolean cut,
      String environment,
      long exeInode,
      long exeChanged,
      long exeModified) {
    static final Memory UNKNOWN = new Memory("", true, "", 0, 0, 0);
  }
}
