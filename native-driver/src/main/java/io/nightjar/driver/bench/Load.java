package io.nightjar.driver.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the load generator is to do.
 *
 * @param target file to open, program to execute, or port to connect to; empty for none
 * @param processes that do the same beside each other
 * @param rounds of each process; 0: until the duration is over
 * @param perSecond rounds a second of each process; 0: as fast as it can
 * @param bait null: none
 * @param groups {@code cgroup.procs} files to enter first
 */
public record Load(
    Kind kind,
    String target,
    int processes,
    Duration duration,
    long rounds,
    long perSecond,
    @Nullable Bait bait,
    List<Path> groups) {

  /** One round of a load. */
  public enum Kind {
    /** Opens a file for reading and closes it. */
    OPEN,
    /** Forks, executes a program, and waits for its end. */
    EXEC,
    /** Makes a socket, connects it to a port of the loopback, and closes it. */
    CONNECT,
    /** Makes a call that no rule can name. */
    GETPPID,
    /** Executes a program that somebody is expected to kill. */
    DENIED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Files with a sequence number in their name: {@code folder/<process>.<number>}.
   *
   * @param every after how many rounds the next one is made
   */
  public record Bait(Path folder, long every) {}

  public Load {
    groups = List.copyOf(groups);
  }

  /** One process, as fast as it can, for a second. */
  public static Load of(Kind kind, String target) {
    return new Load(kind, target, 1, Duration.ofSeconds(1), 0, 0, null, List.of());
  }

  public Load processes(int count) {
    return new Load(kind, target, count, duration, rounds, perSecond, bait, groups);
  }

  public Load lasting(Duration time) {
    return new Load(kind, target, processes, time, 0, perSecond, bait, groups);
  }

  public Load rounds(long count) {
    return new Load(kind, target, processes, duration, count, perSecond, bait, groups);
  }

  public Load perSecond(long rate) {
    return new Load(kind, target, processes, duration, rounds, rate, bait, groups);
  }

  public Load bait(Path folder, long every) {
    return new Load(
        kind, target, processes, duration, rounds, perSecond, new Bait(folder, every), groups);
  }

  public Load in(List<Path> cgroups) {
    return new Load(kind, target, processes, duration, rounds, perSecond, bait, cgroups);
  }

  List<String> command(Path program) {
    List<String> words = new ArrayList<>(List.of(program.toString(), kind.word(), target));
    words.addAll(List.of("-p", Integer.toString(processes)));
    if (rounds > 0) {
      words.addAll(List.of("-n", Long.toString(rounds)));
    } else {
      words.addAll(
          List.of("-s", String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1_000_000_000.0)));
    }
    if (perSecond > 0) {
      words.addAll(List.of("-r", Long.toString(perSecond)));
    }
    if (bait != null) {
      words.addAll(List.of("-b", bait.folder().toString(), "-k", Long.toString(bait.every())));
    }
    for (Path group : groups) {
      words.addAll(List.of("-g", group.toString()));
    }
    return words;
  }
}
