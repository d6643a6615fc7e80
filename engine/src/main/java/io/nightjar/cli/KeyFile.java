package io.nightjar.cli;

import io.nightjar.audit.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files with the first public key of a log. */
final class KeyFile {

  static final String NAME = "audit.pub";

  private KeyFile() {}

  static VerifierKey read(Path file) throws IOException, UsageFailure {
    if (Files.notExists(file)) {
      throw new UsageFailure("there is no public key " + file + "; name it with --key");
    }
    try {
      return VerifierKey.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(file + ": " + e.getMessage());
    }
  }
}
