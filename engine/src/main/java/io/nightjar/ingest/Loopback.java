package io.nightjar.ingest;

import io.nightjar.http.Incoming;
import java.util.Locale;
import java.util.Set;

/** Programs of this machine that speak for themselves. */
final class Loopback {

  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "::1");

  private Loopback() {}

  /**
   * Whether a request was made here: by address, by the name asked for, and handed on by nobody.
   */
  static boolean is(Incoming incoming) {
    String host = incoming.header("Host");
    return isAddress(incoming.remoteAddress())
        && host != null
        && NAMES.contains(bare(host.replaceFirst(":\\d+$", "")).toLowerCase(Locale.ROOT))
        && incoming.header("X-Forwarded-For") == null
        && incoming.header("Forwarded") == null;
  }

  // text alone: a name is never looked up
  private static boolean isAddress(String address) {
    String bare = bare(address);
    return bare.matches("(?i)(::ffff:)?127(\\.\\d{1,3}){3}")
        || bare.equals("::1")
        || bare.equals("0:0:0:0:0:0:0:1");
  }

  private static String bare(String address) {
    return address.replaceAll("[\\[\\]]", "");
  }
}
