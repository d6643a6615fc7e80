package io.nightjar.practice.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.store.StoreEvent.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file that holds every change, one JSON object a line, so that the cluster outlives its process
 * even when that is killed. Every start begins a new file with one line per object.
 *
 * <p>Lines are handed to the kernel one by one and not synced: a crash of the machine may lose the
 * last ones, a crash of the process none. A last line that was cut off is dropped.
 */
public final class ChangeLog implements Consumer<StoreEvent>, AutoCloseable {
  private final Path path;
  private final Path draft;
  private final FileChannel file;
  private final List<ObjectNode> objects;
  private final long revision;

  private ChangeLog(
      Path path, Path draft, FileChannel file, List<ObjectNode> objects, long revision) {
    this.path = path;
    this.draft = draft;
    this.file = file;
    this.objects = objects;
    this.revision = revision;
  }

  /**
   * Reads the file where there is one and starts its successor, readable by its owner alone. The
   * old one stays in force until {@link #commit}, so that a cluster that was killed while it was
   * being set up is set up again from the beginning.
   */
  public static ChangeLog open(Path path) throws IOException {
    Map<String, ObjectNode> last = new LinkedHashMap<>();
    long revision = 1;
    if (Files.exists(path)) {
      for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
        revision = Math.max(revision, replay(line, last));
      }
    }
    Path draft = path.resolveSibling(path.getFileName() + ".tmp");
    Files.deleteIfExists(draft);
    FileChannel file =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    List<ObjectNode> objects = new ArrayList<>(last.values());
    for (ObjectNode object : objects) {
      append(file, Change.ADDED, revision, object);
    }
    return new ChangeLog(path, draft, file, objects, revision);
  }

  private static long replay(String line, Map<String, ObjectNode> last) {
    JsonNode entry;
    try {
      entry = Json.mapper().readTree(line);
    } catch (JsonProcessingException cutOff) {
      return 0;
    }
    if (entry.path("object") instanceof ObjectNode object) {
      String key =
          String.join(
              "/",
              Json.text(object, "apiVersion"),
              Json.text(object, "kind"),
              Meta.namespace(object),
              Meta.name(object));
      if (entry.path("change").asText().equals(Change.DELETED.name())) {
        last.remove(key);
      } else {
        last.put(key, object);
      }
    }
    return entry.path("revision").asLong();
  }

  private static void append(FileChannel file, Change change, long revision, ObjectNode object)
      throws IOException {
    ObjectNode entry = Json.object().put("revision", revision).put("change", change.name());
    entry.set("object", object);
    byte[] json = Json.bytes(entry);
    ByteBuffer line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    while (line.hasRemaining()) {
      file.write(line);
    }
  }

  /** Puts the new file in the place of the old one. */
  public void commit() throws IOException {
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What existed when the file was opened; empty for a new file. */
  public List<ObjectNode> objects() {
    return objects;
  }

  /** The last revision in the file when it was opened. */
  public long revision() {
    return revision;
  }

  @Override
  public void accept(StoreEvent event) {
    try {
      append(file, event.change(), event.revision(), event.object());
    } catch (IOException failed) {
      throw new UncheckedIOException("the practice cluster's state cannot be written", failed);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
