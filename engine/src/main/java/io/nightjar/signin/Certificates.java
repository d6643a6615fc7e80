package io.nightjar.signin;

import io.nightjar.http.Incoming;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Callers by client certificate: CN is the name and each O a group, as Kubernetes reads them. */
final class Certificates {

  private final Grants grants;

  Certificates(Grants grants) {
    this.grants = grants;
  }

  /** Empty without a certificate, or where it names nobody. */
  Optional<Person> person(Incoming incoming) {
    List<X509Certificate> chain = incoming.certificates();
    return chain.isEmpty() ? Optional.empty() : person(chain.getFirst());
  }

  private Optional<Person> person(X509Certificate certificate) {
    List<Rdn> parts;
    try {
      parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
    String name = "";
    Set<String> groups = new TreeSet<>();
    for (Rdn part : parts) {
      if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String text) {
        name = text.strip();
      } else if (part.getType().equalsIgnoreCase("O") && part.getValue() instanceof String text) {
        groups.add(text);
      }
    }
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Person(
                name,
                groups,
                "certificate "
                    + certificate.getSerialNumber().toString(16)
                    + " of "
                    + certificate.getIssuerX500Principal().getName(),
                grants.of(name, groups)));
  }
}
