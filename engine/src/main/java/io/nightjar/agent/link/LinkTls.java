package io.nightjar.agent.link;

import io.nightjar.tls.PemCertificates;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards engines; read from the files now. */
final class LinkTls {

  private static final String SETTING = "agent";

  private LinkTls() {}

  /**
   * Null where this machine's own trust does and nothing is shown.
   *
   * @throws IllegalStateException naming the file that cannot be used; never what is in it
   */
  static @Nullable SSLContext of(Credentials credentials) {
    Path authorities = credentials.authorities();
    Path certificate = credentials.certificate();
    Path key = credentials.key();
    if (authorities == null && certificate == null) {
      return null;
    }
    try {
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      if (authorities != null) {
        trusted.init(PemCertificates.trusting(PemCertificates.read(authorities, SETTING)));
      }
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      if (certificate != null && key != null) {
        shown.init(PemCertificates.showing(certificate, key, SETTING), new char[0]);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          certificate == null ? null : shown.getKeyManagers(),
          authorities == null ? null : trusted.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("agent: TLS cannot be set up", e);
    }
  }
}
