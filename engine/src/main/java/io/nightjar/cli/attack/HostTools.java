package io.nightjar.cli.attack;

import io.nightjar.cli.UsageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The programs of this machine that a throw-away container needs, by absolute path. */
record HostTools(String runc, String busybox, String script, String nsenter) {

  private static final int ELF_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PT_INTERP = 3;

  /**
   * @param missing Debian packages to install
   */
  record Search(@Nullable HostTools found, List<String> missing) {}

  static HostTools require(String path) throws UsageFailure {
    Search search = search(path);
    if (search.found() == null) {
      throw new UsageFailure(
          "a container cannot be started; type: sudo apt-get install -y --no-install-recommends "
              + String.join(" ", search.missing()));
    }
    return search.found();
  }

  /**
   * @param path the environment's PATH
   */
  static Search search(String path) {
    List<String> missing = new ArrayList<>();
    String runc = find("runc", path).orElseGet(() -> lacks(missing, "runc"));
    String busybox =
        find("busybox", path)
            .filter(file -> isStatic(Path.of(file)))
            .orElseGet(() -> lacks(missing, "busybox-static"));
    String script = find("script", path).orElseGet(() -> lacks(missing, "bsdutils"));
    String nsenter = find("nsenter", path).orElseGet(() -> lacks(missing, "util-linux"));
    return new Search(
        missing.isEmpty() ? new HostTools(runc, busybox, script, nsenter) : null,
        List.copyOf(missing));
  }

  private static String lacks(List<String> missing, String debianPackage) {
    missing.add(debianPackage);
    return "";
  }

  private static Optional<String> find(String name, String path) {
    return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** Whether it runs without any other file: a 64-bit ELF that names no interpreter. */
  static boolean isStatic(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = read(channel, 0, ELF_HEADER);
      if (header.getInt(0) != 0x464c457f || header.get(4) != 2) {
        return false;
      }
      long table = header.getLong(32);
      int entries = header.getShort(56);
      for (int i = 0; i < entries; i++) {
        if (read(channel, table + (long) i * PROGRAM_HEADER, 4).getInt(0) == PT_INTERP) {
          return false;
        }
      }
      return true;
    } catch (IOException | IndexOutOfBoundsException notReadable) {
      return false;
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {
      // until it is full or the file ends
    }
    return buffer.limit(buffer.position());
  }
}
