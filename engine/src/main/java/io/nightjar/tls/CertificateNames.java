package io.nightjar.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Whom a certificate is made out to; nobody where that cannot be read. */
public final class CertificateNames {

  private static final int DNS_NAME = 2;
  private static final int URI_NAME = 6;

  private CertificateNames() {}

  /** The common names, and the alternative names that are DNS names or URIs. */
  public static Set<String> all(X509Certificate certificate) {
    Set<String> names = new HashSet<>(commonNames(certificate));
    names.addAll(alternatives(certificate, DNS_NAME));
    names.addAll(alternatives(certificate, URI_NAME));
    return names;
  }

  public static Set<String> commonNames(X509Certificate certificate) {
    Set<String> names = new HashSet<>();
    try {
      new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .forEach(part -> names.add(part.getValue().toString()));
      return names;
    } catch (InvalidNameException e) {
      return Set.of();
    }
  }

  public static Set<String> dnsNames(X509Certificate certificate) {
    return alternatives(certificate, DNS_NAME);
  }

  private static Set<String> alternatives(X509Certificate certificate, int kind) {
    Set<String> names = new HashSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> one : alternatives) {
          if (Integer.valueOf(kind).equals(one.get(0))) {
            names.add(String.valueOf(one.get(1)));
          }
        }
      }
      return names;
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }
}
