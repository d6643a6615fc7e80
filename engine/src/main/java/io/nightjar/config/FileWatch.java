package io.nightjar.config;

import io.nightjar.audit.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files or folders changed, by their paths, sizes and times, and calls back once they
 * have been still for one interval. It polls: inotify sees neither a ConfigMap's swapped links nor
 * network folders.
 */
public final class FileWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);

  private volatile List<Path> roots;
  private final Runnable changed;
  private final ScheduledExecutorService poller;
  private String seen;
  private String told;

  private FileWatch(List<Path> roots, Runnable changed, ScheduledExecutorService poller) {
    this.roots = List.copyOf(roots);
    this.changed = changed;
    this.poller = poller;
    this.seen = fingerprint();
    this.told = seen;
  }

  /** Polls on a thread of its own, which also calls back, until closed. */
  public static FileWatch start(List<Path> roots, Duration interval, Runnable changed) {
    ScheduledExecutorService poller =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("file-watch").factory());
    FileWatch watch = new FileWatch(roots, changed, poller);
    long millis = interval.toMillis();
    var unused = poller.scheduleWithFixedDelay(watch::poll, millis, millis, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** One that is polled by its caller. */
  static FileWatch manual(List<Path> roots, Runnable changed) {
    return new FileWatch(roots, changed, Executors.newSingleThreadScheduledExecutor());
  }

  /**
   * Looks once; calls back when the files differ from the last call and from then on stood still.
   */
  synchronized void poll() {
    String now = fingerprint();
    boolean still = now.equals(seen);
    seen = now;
    if (!still || now.equals(told)) {
      return;
    }
    told = now;
    try {
      changed.run();
    } catch (RuntimeException e) {
      // the watch must outlive a callback that fails
      log.error("reload after a change of {} failed", roots, e);
    }
  }

  /** Watches these from the next look on; that they are others counts as a change. */
  public void follow(List<Path> others) {
    roots = List.copyOf(others);
  }

  private String fingerprint() {
    MessageDigest digest = Hash.digest();
    for (Path root : roots) {
      try {
        VisibleFiles.below(root).forEach(path -> add(digest, path));
      } catch (IOException e) {
        digest.update(("unreadable " + root).getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Path path) {
    String line;
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      // a folder's own time and size change with files that do not count, such as an editor's
      line =
          attributes.isDirectory()
              ? path + "/"
              : path + " " + attributes.size() + " " + attributes.lastModifiedTime().toInstant();
    } catch (IOException e) {
      line = path + " gone";
    }
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    poller.shutdownNow();
  }
}
