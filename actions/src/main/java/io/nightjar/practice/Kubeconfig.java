package io.nightjar.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** How clients reach a practice cluster: its address, its certificate and a token. */
record Kubeconfig(URI server, String certificatePem, String token) {

  String text() {
    String certificate =
        Base64.getEncoder().encodeToString(certificatePem.getBytes(StandardCharsets.UTF_8));
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: nightjar-practice
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: nightjar-practice
      user:
        token: %s
    contexts:
    - name: nightjar-practice
      context:
        cluster: nightjar-practice
        user: nightjar-practice
    current-context: nightjar-practice
    """
        .formatted(server, certificate, token);
  }

  /** Writes the file in one step, readable by its owner alone. */
  void writeTo(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory == null) {
        throw new IOException("not a file: " + file);
      }
      Files.createDirectories(directory);
      Path draft =
          Files.createTempFile(
              directory,
              "kubeconfig",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, text());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write the kubeconfig " + file, failed);
    }
  }
}
