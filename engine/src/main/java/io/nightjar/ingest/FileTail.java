package io.nightjar.ingest;

import io.nightjar.audit.Hash;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file of alerts as it grows. What was read is durable before its position is; so nothing
 * is lost, and what is read again after a crash is known by its identity. A file that was rotated
 * is read to its end first, also when that happened while nobody read; one that was cut off is read
 * from its beginning. One thread.
 */
final class FileTail implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FileTail.class);
  private static final int CHUNK = 256 * 1024;

  /** So many bytes before a position are remembered; a line's time is among them. */
  private static final int MARK = 4_096;

  private final Path path;
  private final Sender sender;
  private final AlertIntake intake;
  private final TailTable table;
  private final byte[] chunk = new byte[CHUNK];
  private @Nullable Open open;

  /** A file that is being read. */
  private static final class Open {
    private final FileChannel channel;
    private final String file;
    private final LineFeed feed;
    private long read;
    private long durable;
    private String mark = "";

    Open(FileChannel channel, String file, LineFeed feed) {
      this.channel = channel;
      this.file = file;
      this.feed = feed;
    }
  }

  FileTail(Path path, Sender sender, AlertIntake intake, TailTable table) {
    this.path = path.toAbsolutePath();
    this.sender = sender;
    this.intake = intake;
    this.table = table;
  }

  /**
   * Reads what came since the last time.
   *
   * @return false when there was nothing
   */
  boolean look() throws IOException {
    boolean some = false;
    Open now = open;
    if (now == null) {
      now = start();
      open = now;
    }
    if (now == null) {
      return false;
    }
    some |= read(now);
    Optional<String> there = file(path);
    if (there.isPresent() && !there.get().equals(now.file)) {
      some |= read(now); // what was written before it was moved away
      now.feed.end();
      now.channel.close();
      open = at(path, there.get(), 0);
      return true;
    }
    return some;
  }

  private @Nullable Open start() throws IOException {
    TailPosition known = table.of(path).orElse(null);
    Optional<String> there = file(path);
    if (known != null && (there.isEmpty() || !isSame(path, there.get(), known))) {
      Path moved = moved(known);
      if (moved != null) {
        return at(moved, known.file(), known.offset());
      }
      if (there.isPresent() && !there.get().equals(known.file())) {
        log.warn("{} was moved away while nobody read it; what it still held is not read", path);
      }
    }
    if (there.isEmpty()) {
      return null;
    }
    return known != null && isSame(path, there.get(), known)
        ? at(path, there.get(), known.offset())
        : at(path, there.get(), 0);
  }

  private Open at(Path place, String file, long offset) throws IOException {
    FileChannel channel = FileChannel.open(place, StandardOpenOption.READ);
    Open opened = new Open(channel, file, new LineFeed(new AlertBatch(intake, sender, true)));
    opened.read = offset;
    opened.durable = offset;
    opened.mark = mark(channel, offset);
    return opened;
  }

  /** The file under another name beside it, as rotation leaves it. */
  private @Nullable Path moved(TailPosition known) throws IOException {
    Path folder = path.getParent();
    Path name = path.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      return null;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path one : all) {
        boolean ofIt = String.valueOf(one.getFileName()).startsWith(name.toString());
        if (ofIt && isSame(one, file(one).orElse(""), known)) {
          return one;
        }
      }
    }
    return null;
  }

  private static boolean isSame(Path place, String file, TailPosition known) throws IOException {
    if (!file.equals(known.file()) || Files.size(place) < known.offset()) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      return mark(channel, known.offset()).equals(known.mark());
    }
  }

  private boolean read(Open now) throws IOException {
    long size = now.channel.size();
    if (size < now.durable || !mark(now.channel, now.durable).equals(now.mark)) {
      now.feed.end();
      cutOff(now);
      size = now.channel.size();
    }
    boolean some = false;
    while (now.read < size) {
      int got = now.channel.read(ByteBuffer.wrap(chunk), now.read);
      if (got <= 0) {
        break;
      }
      now.feed.feed(chunk, got);
      now.read += got;
      save(now);
      some = true;
    }
    return some;
  }

  /** It was emptied and is written anew, as some rotations do. */
  private void cutOff(Open now) {
    log.info("{} was cut off, it is read from its beginning", path);
    now.read = 0;
    now.durable = 0;
    now.mark = "";
  }

  private void save(Open now) throws IOException {
    long durable = now.read - now.feed.pending();
    if (durable != now.durable) {
      now.durable = durable;
      now.mark = mark(now.channel, durable);
      table.put(path, new TailPosition(now.file, durable, now.mark));
    }
  }

  /** What stands before a position: another content has another. */
  private static String mark(FileChannel channel, long offset) throws IOException {
    int length = (int) Math.min(MARK, offset);
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, offset - length + buffer.position()) > 0) {
      // goes on until it is full
    }
    return length == 0 ? "" : Hash.sha256(Arrays.copyOf(buffer.array(), buffer.position())).hex();
  }

  /** Which file is under that name now. */
  private static Optional<String> file(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Optional.of(String.valueOf(key));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Begins anew at what is durable, after something failed. */
  void again() {
    close();
    open = null;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    Open now = open;
    if (now != null) {
      try {
        now.channel.close();
      } catch (IOException e) {
        throw new StoreException("cannot close " + path, e);
      }
    }
  }
}
