package io.nightjar.evidence;

import io.nightjar.audit.Hash;
import io.nightjar.driver.ContainerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the container changed of its image: the entries of the upper layer of its overlay file
 * system with their hashes, a line each. The layer is the container's, so no link is followed.
 */
final class ChangedFiles implements Collector {
  private static final int MOST_ENTRIES = 20_000;
  private static final long MOST_HASHED = 512L << 20;
  private static final int MOST_DEPTH = 64;
  private static final String OPTION = "upperdir=";

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    String mounts = Lines.text(scene.folder(scene.first()).resolve("mountinfo"));
    String named =
        upperLayer(mounts)
            .orElseThrow(() -> new IOException("its root is no overlay with a layer of its own"));
    Path layer = reached(scene.proc(), Path.of(named));
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(layer);
        ContainerFiles files = ContainerFiles.below(layer)) {
      if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("this file system has no safe way to list it");
      }
      new Walk(sink, files).walk(secure, Path.of(""), 0);
    }
  }

  /** The upper layer of what is mounted at the root, as mountinfo(5) names it. */
  static Optional<String> upperLayer(String mounts) {
    for (String line : mounts.split("\n")) {
      String[] halves = line.split(" - ", 2);
      String[] place = halves[0].split(" ");
      String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ");
      if (place.length > 4 && place[4].equals("/") && kind.length > 2) {
        if (!kind[0].equals("overlay")) {
          return Optional.empty();
        }
        for (String option : kind[2].split(",")) {
          if (option.startsWith(OPTION)) {
            return Optional.of(unescaped(option.substring(OPTION.length())));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The kernel writes blanks and their like as octal numbers. */
  static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  /** As the host has it: directly, or from within a container that sees the host's processes. */
  static Path reached(Path proc, Path layer) throws IOException {
    if (!layer.isAbsolute()) {
      throw new IOException("its layer is not named by an absolute path");
    }
    Path ofTheHost = proc.resolve("1/root").resolve(Path.of("/").relativize(layer));
    for (Path candidate : new Path[] {layer, ofTheHost}) {
      if (Files.isDirectory(candidate, LinkOption.NOFOLLOW_LINKS)) {
        return candidate;
      }
    }
    throw new IOException("its layer cannot be reached from here; the agent needs hostPID");
  }

  private static final class Walk {
    private final Sink sink;
    private final ContainerFiles files;
    private int entries;
    private long hashed;

    Walk(Sink sink, ContainerFiles files) {
      this.sink = sink;
      this.files = files;
    }

    void walk(SecureDirectoryStream<Path> folder, Path at, int depth) throws IOException {
      try {
        for (Path entry : folder) {
          if (++entries > MOST_ENTRIES) {
            sink.cut("only the first " + MOST_ENTRIES + " entries");
            return;
          }
          Path name = entry.getFileName();
          if (name != null) {
            entry(folder, name, at.resolve(name), depth);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }

    private void entry(SecureDirectoryStream<Path> folder, Path name, Path path, int depth)
        throws IOException {
      PosixFileAttributes facts;
      try {
        facts =
            folder
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
      } catch (IOException gone) {
        return;
      }
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("path", "/" + path);
      line.put("kind", kind(facts));
      line.put("size", facts.size());
      line.put("mode", PosixFilePermissions.toString(facts.permissions()));
      line.put("owner", facts.owner().getName());
      line.put("group", facts.group().getName());
      line.put("modified", facts.lastModifiedTime().toString());
      if (facts.isRegularFile()) {
        line.put("sha256", hash(path, facts.size()));
      }
      Lines.write(sink, line);
      if (facts.isDirectory() && depth < MOST_DEPTH) {
        try (SecureDirectoryStream<Path> below =
            folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          walk(below, path, depth + 1);
        } catch (Sink.Full full) {
          throw full;
        } catch (IOException changedMeanwhile) {
          sink.note("a directory changed while it was listed");
        }
      }
    }

    /** A deleted file of the image is a device of its own kind there. */
    private static String kind(PosixFileAttributes facts) {
      return facts.isRegularFile()
          ? "file"
          : facts.isDirectory()
              ? "directory"
              : facts.isSymbolicLink() ? "link" : "deleted or special";
    }

    private String hash(Path path, long size) {
      if (hashed + size > MOST_HASHED) {
        sink.cut("files beyond " + MOST_HASHED + " bytes in all are not hashed");
        return "";
      }
      hashed += size;
      try (InputStream in = files.open(path.toString())) {
        MessageDigest digest = Hash.digest();
        byte[] buffer = new byte[1 << 16];
        long left = size;
        for (int read = in.read(buffer); read > 0 && left > 0; read = in.read(buffer)) {
          digest.update(buffer, 0, (int) Math.min(read, left));
          left -= read;
        }
        return HexFormat.of().formatHex(digest.digest());
      } catch (IOException gone) {
        return "";
      }
    }
  }
}
