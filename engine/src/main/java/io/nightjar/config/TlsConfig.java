package io.nightjar.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** With what a port shows itself, and whom it asks to show themselves. */
public record TlsConfig(
    @Setting(
            "Its certificate with those between it and the root, as PEM. Read again when the file"
                + " changes.")
        Path certificate,
    @Setting("The certificate's private key, as PEM without a passphrase.") Path key,
    @Setting("Certificates of the authorities whose clients are known, as PEM.")
        @Nullable Path clientCa,
    @Setting(
            value =
                "With `clientCa`: `want` lets in clients without a certificate, too; `need` ends"
                    + " their handshake.",
            absent = "want")
        ClientCertificate clientCertificate) {

  /** Whether clients must show a certificate. */
  public enum ClientCertificate {
    WANT,
    NEED
  }

  public TlsConfig {
    InvalidSettings.check()
        .that(
            clientCertificate == ClientCertificate.WANT || clientCa != null,
            "clientCertificate",
            "needs clientCa, which says whose certificates are good")
        .done();
  }
}
