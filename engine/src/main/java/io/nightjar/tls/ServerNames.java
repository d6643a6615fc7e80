package io.nightjar.tls;

import java.security.cert.X509Certificate;
import java.util.Locale;

/** Whether a certificate is for a host (RFC 9525): its DNS names alone, never its common name. */
final class ServerNames {

  private ServerNames() {}

  static boolean has(X509Certificate certificate, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    return CertificateNames.dnsNames(certificate).stream()
        .anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), wanted));
  }

  /** A star stands for exactly one whole label, the first. */
  private static boolean matches(String name, String host) {
    if (!name.startsWith("*.")) {
      return name.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && name.substring(1).equals(host.substring(dot)) && name.indexOf('.', 2) > 0;
  }
}
