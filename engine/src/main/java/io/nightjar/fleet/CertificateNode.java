package io.nightjar.fleet;

import io.nightjar.tls.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/** The node that a client certificate is for. */
final class CertificateNode {

  private CertificateNode() {}

  /**
   * Its one DNS name, or its common name where it has none; a certificate of several could be any
   * of them, so it is for none.
   */
  static Optional<String> of(X509Certificate certificate) {
    Set<String> alternatives = CertificateNames.dnsNames(certificate);
    Set<String> names =
        alternatives.isEmpty() ? CertificateNames.commonNames(certificate) : alternatives;
    return names.size() == 1 ? Optional.of(names.iterator().next()) : Optional.empty();
  }
}
