package io.nightjar.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whom Nightjar believes when it calls somebody by TLS, and with what it shows itself. */
public record OutwardTlsConfig(
    @Setting(
            "Certificates of the authorities that are trusted, instead of this machine's (PEM)."
                + " Read again when the file changes, as the other two are.")
        @Nullable Path ca,
    @Setting("A certificate to show, with those between it and its root (PEM).")
        @Nullable Path certificate,
    @Setting("Its private key, without a passphrase (PEM).") @Nullable Path key,
    @Setting(
            "The name that the other side's certificate must have, where it is not that of the"
                + " address.")
        @Nullable String serverName) {

  public OutwardTlsConfig {
    InvalidSettings.check()
        .that((certificate == null) == (key == null), "key", "certificate and key belong together")
        .that(
            serverName == null
                || serverName.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"),
            "serverName",
            "is no name of a host")
        .done();
  }
}
