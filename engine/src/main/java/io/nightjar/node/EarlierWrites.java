package io.nightjar.node;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.evidence.ChangedDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What containers wrote before the sensor watched them, as their layers tell it: without it a
 * read-only root would take from an old container what it wrote while nobody looked.
 */
final class EarlierWrites {

  private static final Logger log = LoggerFactory.getLogger(EarlierWrites.class);
  private static final Pattern BOOT = Pattern.compile("(?m)^btime (\\d+)$");
  private static final Path PROC = Path.of("/proc");

  /** USER_HZ, which is 100 everywhere. */
  private static final long TICKS_A_SECOND = 100;

  private EarlierWrites() {}

  /** Looks at the containers of these processes, on a thread of its own. */
  static void look(Collection<ProcessInfo> there, WrittenDirectories writes) {
    Map<String, ProcessInfo> oldest = new HashMap<>();
    for (ProcessInfo process : there) {
      if (!process.containerId().isEmpty()) {
        oldest.merge(
            process.containerId(),
            process,
            (one, other) -> one.startTimeTicks() <= other.startTimeTicks() ? one : other);
      }
    }
    if (!oldest.isEmpty()) {
      // it reads a disk: a thread of the system, which holds no carrier of virtual ones
      Thread.ofPlatform().daemon().name("earlier-writes").start(() -> look(oldest, writes));
    }
  }

  private static void look(Map<String, ProcessInfo> oldest, WrittenDirectories writes) {
    int unknown = 0;
    String why = "";
    for (ProcessInfo process : oldest.values()) {
      try {
        Instant started = boot().plusMillis(process.startTimeTicks() * 1_000 / TICKS_A_SECOND);
        ChangedDirectories.of(PROC, process.tgid(), started)
            .forEach(directory -> writes.add(process.containerId(), directory));
      } catch (IOException | RuntimeException e) {
        unknown++;
        why = String.valueOf(e.getMessage());
      }
    }
    if (unknown > 0) {
      log.info(
          "of {} containers that ran before, what {} wrote until now is not known: {}",
          oldest.size(),
          unknown,
          why);
    }
  }

  private static Instant boot() throws IOException {
    Matcher boot = BOOT.matcher(Files.readString(PROC.resolve("stat")));
    if (!boot.find()) {
      throw new IOException("the kernel does not say when it was booted");
    }
    return Instant.ofEpochSecond(Long.parseLong(boot.group(1)));
  }
}
