package io.nightjar.http;

import io.nightjar.config.HttpConfig;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Values of the Host header that name this server on one of its ports, in lower case. */
record Hosts(Set<String> names) {

  Hosts {
    names = Set.copyOf(names);
  }

  /** By the port itself, and by the address that people use. */
  static Hosts of(URI port, HttpConfig config) {
    Set<String> all = new HashSet<>(local(port.getPort()));
    all.add(port.getAuthority().toLowerCase(Locale.ROOT));
    URI people = config.publicUrl();
    if (people != null) {
      all.add(people.getAuthority().toLowerCase(Locale.ROOT));
    }
    return new Hosts(all);
  }

  /** How this machine names a port of its own. */
  static Set<String> local(int port) {
    return Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
  }

  /** In place of the token's door, where the token does not let in. */
  static Door closed() {
    return incoming -> {
      throw new Rejection(Problem.unauthorized());
    };
  }
}
