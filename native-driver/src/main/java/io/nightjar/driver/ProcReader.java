package io.nightjar.driver;

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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads processes from {@code /proc}: those that ran before the driver, and the few whose start it
 * missed. A process that ends meanwhile, or is another one at the end of the reading than at its
 * begin, is null.
 */
final class ProcReader {
  private static final int MAX_BYTES = 4096;
  private static final String DELETED = " (deleted)";
  private static final String MEMFD = "/memfd:";

  private final Path proc;

  ProcReader(Path proc) {
    this.proc = proc;
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
    try (Stream<Path> threads = Files.list(path(pid, "task"))) {
      return threads
          .map(thread -> ProcStat.parse(read(thread.resolve("stat"))))
          .allMatch(stat -> stat == null || stat.standsStill());
    } catch (IOException | UncheckedIOException gone) {
      return true;
    }
  }

  /** Container and pod of a process. */
  @Nullable ContainerIdentity container(int pid) {
    String cgroups = read(pid, "cgroup");
    return cgroups == null ? null : containerOf(cgroups);
  }

  /** Everything but the parent, the user's names and the cgroup's id. */
  ProcessInfo.@Nullable Builder read(int pid) {
    ProcStat stat = stat(pid);
    String status = read(pid, "status");
    String cgroups = read(pid, "cgroup");
    String args = read(pid, "cmdline");
    if (stat == null || status == null || cgroups == null || args == null) {
      return null;
    }
    ProcessInfo.Builder values =
        ProcessInfo.builder(pid, stat.startTimeTicks())
            .name(stat.name())
            .parentTgid(stat.parent())
            .session(stat.session(), stat.processGroup())
            .tty(stat.tty())
            .args(args(args))
            .argsTruncated(args.length() >= MAX_BYTES)
            .cwd(link(pid, "cwd"))
            .loginUid(loginUid(pid))
            .container(containerOf(cgroups));
    readStatus(status, values);
    readExe(pid, values);
    ProcStat after = stat(pid);
    return after != null && after.startTimeTicks() == stat.startTimeTicks() ? values : null;
  }

  private static void readStatus(String status, ProcessInfo.Builder values) {
    long[] capabilities = new long[3];
    for (String line : status.split("\n")) {
      String[] parts = line.split("\\s+");
      switch (parts[0]) {
        case "Uid:" -> values.user(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        case "Gid:" -> values.group(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        case "NSpid:" -> values.namespaceTgid(Integer.parseInt(parts[parts.length - 1]));
        case "CapInh:" -> capabilities[0] = Long.parseUnsignedLong(parts[1], 16);
        case "CapPrm:" -> capabilities[1] = Long.parseUnsignedLong(parts[1], 16);
        case "CapEff:" -> capabilities[2] = Long.parseUnsignedLong(parts[1], 16);
        default -> {}
      }
    }
    values.capabilities(capabilities[0], capabilities[1], capabilities[2]);
  }

  private void readExe(int pid, ProcessInfo.Builder values) {
    String exe = link(pid, "exe");
    long flags = 0;
    if (exe.startsWith(MEMFD)) {
      flags |= ExeFlag.MEMFD.bit();
      exe = exe.substring(1);
    }
    if (exe.endsWith(DELETED)) {
      flags |= flags == 0 ? ExeFlag.DELETED.bit() : 0;
      exe = exe.substring(0, exe.length() - DELETED.length());
    }
    values.exePath(exe).exeFlags(flags);
    try {
      Map<String, Object> file =
          Files.readAttributes(path(pid, "exe"), "unix:ino,ctime,lastModifiedTime");
      values.exeFile(
          number(file.get("ino")), nanos(file.get("ctime")), nanos(file.get("lastModifiedTime")));
    } catch (IOException kernelThread) {
      // it has no executable
    }
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static long nanos(@Nullable Object time) {
    return time instanceof FileTime fileTime ? fileTime.to(TimeUnit.NANOSECONDS) : 0;
  }

  private long loginUid(int pid) {
    String text = read(pid, "loginuid");
    return text == null || text.isBlank() ? -1 : (int) Long.parseLong(text.strip());
  }

  private static List<String> args(String all) {
    return all.isEmpty()
        ? List.of()
        : Arrays.asList(
            (all.endsWith("\0") ? all.substring(0, all.length() - 1) : all).split("\0", -1));
  }

  /** That of v2 counts; at its root that of the v1 memory hierarchy. */
  static ContainerIdentity containerOf(String cgroups) {
    String memory = "";
    for (String line : cgroups.split("\n")) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[0].equals("0") && !parts[2].equals("/")) {
        return ContainerIdentity.ofCgroupPath(parts[2]);
      }
      if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains("memory")) {
        memory = parts[2];
      }
    }
    return ContainerIdentity.ofCgroupPath(memory);
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
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return null;
    }
  }

  private Path path(int pid, String name) {
    return proc.resolve(Integer.toString(pid)).resolve(name);
  }
}
