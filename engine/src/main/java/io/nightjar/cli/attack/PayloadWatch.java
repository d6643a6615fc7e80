package io.nightjar.cli.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Watches how a payload and what it started end. The container's first process reaps nobody, so
 * whoever ends stays as a zombie and the kernel tells by which signal.
 */
final class PayloadWatch {

  /**
   * How one process ended.
   *
   * @param signal number, or 0 when it left by itself
   * @param after since the payload was started
   */
  record Death(long pid, String name, int signal, Duration after) {}

  /**
   * @param deaths in the order in which they were seen
   * @param alive names of those that still run, with their process ids
   */
  record Report(List<Death> deaths, List<String> alive) {
    boolean allDead() {
      return alive.isEmpty() && !deaths.isEmpty();
    }
  }

  private static final int SIGNAL_MASK = 0x7f;
  private static final long LOOK_MILLIS = 5;

  private final Cgroup cgroup;
  private final long root;
  private final long init;
  private final long began = System.nanoTime();
  private final Map<Long, String> seen = new LinkedHashMap<>();
  private final List<Death> deaths = new ArrayList<>();

  /**
   * @param root the payload
   * @param init the container's first process, which is not watched
   */
  PayloadWatch(Cgroup cgroup, long root, long init) {
    this.cgroup = cgroup;
    this.root = root;
    this.init = init;
    seen.put(root, "?");
  }

  /** Waits until all of it has ended, or the limit is reached. */
  Report await(Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Report report = look();
    while (!report.allDead() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      report = look();
    }
    return report;
  }

  private Report look() throws IOException {
    for (long pid : cgroup.processes()) {
      // a shell loop's short-lived children come and go; those that end with the tree count
      if (pid != init) {
        seen.putIfAbsent(pid, "?");
      }
    }
    List<String> alive = new ArrayList<>();
    for (Long pid : List.copyOf(seen.keySet())) {
      Stat stat = Stat.of(pid);
      if (stat == null) {
        seen.remove(pid);
      } else if (stat.zombie()) {
        seen.remove(pid);
        deaths.add(new Death(pid, stat.name(), stat.exitCode() & SIGNAL_MASK, since()));
      } else {
        alive.add(stat.name() + "[" + pid + "]");
      }
    }
    return new Report(List.copyOf(deaths), List.copyOf(alive));
  }

  boolean rootIsAlive() throws IOException {
    Stat stat = Stat.of(root);
    return stat != null && !stat.zombie();
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What is needed of {@code /proc/PID/stat} (proc(5)). */
  private record Stat(String name, boolean zombie, int exitCode) {

    private static final int EXIT_CODE = 52 - 3;

    static @org.jspecify.annotations.Nullable Stat of(long pid) throws IOException {
      String line;
      try {
        line = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      } catch (IOException gone) {
        return null;
      }
      // the name may hold anything, also a parenthesis: the last one ends it
      int close = line.lastIndexOf(')');
      String name = line.substring(line.indexOf('(') + 1, close);
      String[] rest = line.substring(close + 2).strip().split(" ");
      boolean ended = rest[0].equals("Z") || rest[0].equals("X");
      return new Stat(name, ended, ended ? Integer.parseInt(rest[EXIT_CODE]) : 0);
    }
  }
}
