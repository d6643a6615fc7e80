package io.nightjar.cli;

import io.nightjar.minisign.MinisignSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** The file of a secret key that signs playbooks; nothing of it is ever shown. */
final class SecretKeyFile {

  private SecretKeyFile() {}

  static MinisignSecret read(Path file, Shell shell) throws IOException, UsageFailure {
    if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      shell.err().println(file + " may be read by everybody on this machine");
    }
    try {
      return MinisignSecret.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(file + ": " + e.getMessage());
    }
  }
}
