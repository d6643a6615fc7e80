package io.nightjar.policy;

import io.nightjar.audit.Hash;
import io.nightjar.config.VisibleFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Tells whether files hold what they held before. */
public final class FileContents {

  private FileContents() {}

  /**
   * A hash of the names and bytes of all visible files at and below {@code roots}; what cannot be
   * read counts as such.
   */
  public static String hash(List<Path> roots) {
    MessageDigest digest = Hash.digest();
    for (Path root : roots) {
      try {
        VisibleFiles.below(root).stream()
            .filter(Files::isRegularFile)
            .forEach(file -> add(digest, file));
      } catch (IOException e) {
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
}
