package io.nightjar.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells whether files hold what they held before. */
final class FileContents {

  private static final int MAX_DEPTH = 8;

  private FileContents() {}

  /**
   * A hash of the names and bytes of all files at and below {@code roots}; what cannot be read
   * counts as such.
   */
  static String hash(List<Path> roots) {
    MessageDigest digest = sha256();
    for (Path root : roots) {
      try (Stream<Path> paths = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
        paths.filter(Files::isRegularFile).sorted().forEach(file -> add(digest, file));
      } catch (IOException | UncheckedIOException e) {
        add(digest, "unreadable " + root);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Path file) {
    add(digest, file.toString());
    try {
      byte[] bytes = Files.readAllBytes(file);
      add(digest, Integer.toString(bytes.length));
      digest.update(bytes);
    } catch (IOException e) {
      add(digest, "unreadable");
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
