package io.nightjar.evidence;

import io.nightjar.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where evidence is kept: a folder for each response, for its owner alone. Any thread. */
public final class EvidenceFolder {
  static final String MANIFEST = "manifest.json";

  /** An empty file: a bucket has taken all of it. */
  static final String UPLOADED = "uploaded";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;
  private final boolean copied;

  /**
   * @param path is made when it is first needed
   */
  public EvidenceFolder(Path path) {
    this(path, false);
  }

  /**
   * @param copied whether all of it goes to a bucket: then nothing is deleted before
   */
  public EvidenceFolder(Path path, boolean copied) {
    this.path = path;
    this.copied = copied;
  }

  public Path path() {
    return path;
  }

  /**
   * Where the evidence of a response is, or would be.
   *
   * @throws IllegalArgumentException when that is no id of a response
   */
  public Path of(String responseId) {
    if (!ID.matcher(responseId).matches()) {
      throw new IllegalArgumentException("not the id of a response: " + responseId);
    }
    return path.resolve(responseId);
  }

  /** A new folder for a response; what an earlier, unfinished run left there is gone. */
  Path begin(String responseId) throws IOException {
    Path folder = of(responseId);
    Files.createDirectories(path, PRIVATE);
    delete(folder);
    return Files.createDirectory(folder, PRIVATE);
  }

  /** The folder of a response, with what is there already. */
  void make(String responseId) throws IOException {
    Path folder = of(responseId);
    Files.createDirectories(path, PRIVATE);
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder, PRIVATE);
    }
  }

  /** The collection is whole; the manifest is written last, and makes it so. */
  void finish(Manifest manifest) throws IOException {
    Path folder = of(manifest.responseId());
    Path part = folder.resolve(MANIFEST + ".part");
    byte[] bytes = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
    try (FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(java.nio.ByteBuffer.wrap(bytes));
      channel.force(true);
    }
    Files.move(part, folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
    sync(path);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Empty when nothing whole is kept of that response. */
  public Optional<Manifest> find(String responseId) {
    try {
      return Optional.of(
          Json.read(
              Files.readString(of(responseId).resolve(MANIFEST), StandardCharsets.UTF_8),
              Manifest.class));
    } catch (NoSuchFileException | NotDirectoryException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** Whether a bucket has taken all of it. */
  public boolean isUploaded(String responseId) {
    return Files.exists(of(responseId).resolve(UPLOADED), LinkOption.NOFOLLOW_LINKS);
  }

  /** A bucket has taken all of it. */
  void uploaded(String responseId) throws IOException {
    Files.write(of(responseId).resolve(UPLOADED), new byte[0]);
  }

  /** All that is whole, the newest first. */
  public List<Manifest> all() {
    List<Manifest> all = new ArrayList<>();
    for (Path folder : folders()) {
      find(String.valueOf(folder.getFileName())).ifPresent(all::add);
    }
    all.sort(Comparator.comparing(Manifest::collectedAt).reversed());
    return all;
  }

  /** Deletes what was collected longer ago than that; the ids of what is gone. */
  List<String> expire(Duration keep, Instant now) throws IOException {
    List<String> gone = new ArrayList<>();
    for (Manifest manifest : all()) {
      boolean waits = copied && !isUploaded(manifest.responseId());
      if (!waits && manifest.collectedAt().plus(keep).isBefore(now)) {
        delete(of(manifest.responseId()));
        gone.add(manifest.responseId());
      }
    }
    return gone;
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
            && ID.matcher(String.valueOf(entry.getFileName())).matches()) {
          folders.add(entry);
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folders;
  }

  /** A folder of ours has files alone. */
  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
    Files.delete(folder);
  }
}
