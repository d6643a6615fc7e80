package io.nightjar.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that says of which contents something was made, so that it is not made again. */
final class Stamp {

  private final Path file;

  Stamp(Path file) {
    this.file = file;
  }

  boolean says(String fingerprint) throws IOException {
    return Files.isRegularFile(file) && Files.readString(file).equals(fingerprint);
  }

  boolean begins(String fingerprint) throws IOException {
    return Files.isRegularFile(file) && Files.readString(file).startsWith(fingerprint);
  }

  void write(String fingerprint) throws IOException {
    Files.writeString(file, fingerprint);
  }

  void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Of names and contents of all that is below some folders. */
  static String fingerprint(Path... folders) throws IOException {
    MessageDigest digest = sha256();
    for (Path folder : folders) {
      for (Path each : Folders.files(folder)) {
        digest.update(folder.relativize(each).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(sha256(each));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static byte[] sha256(Path file) throws IOException {
    return sha256().digest(Files.readAllBytes(file));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
