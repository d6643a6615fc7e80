package io.nightjar.ingest;

import io.nightjar.http.Incoming;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Programs of this machine that speak for themselves. */
final class Loopback {

  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "::1");

  private static final Pattern LOOPBACK = Pattern.compile("(?i)(::ffff:)?127(\\.\\d{1,3}){3}");

  private Loopback() {}

  /**
   * Whether a request was made here: by address, by the name asked for, and handed on by nobody.
   */
  static boolean is(Incoming incoming) {
    String host = incoming.header("Host");
    return isAddress(incoming.remoteAddress())
        && host != null
        && NAMES.contains(bare(withoutPort(host)).toLowerCase(Locale.ROOT))
        && incoming.header("X-Forwarded-For") == null
        && incoming.header("Forwarded") == null;
  }

  private static String withoutPort(String host) {
    int end = host.length();
    while (end > 0 && isDigit(host.charAt(end - 1))) {
      end--;
    }
    return end > 0 && end < host.length() && host.charAt(end - 1) == ':'
        ? host.substring(0, end - 1)
        : host;
  }

  private static boolean isDigit(char one) {
    return one >= '0' && one <= '9';
  }

  // text alone: a name is never looked up
  private static boolean isAddress(String address) {
    String bare = bare(address);
    return LOOPBACK.matcher(bare).matches() || bare.equals("::1") || bare.equals("0:0:0:0:0:0:0:1");
  }

  private static String bare(String address) {
    return address.indexOf('[') < 0 && address.indexOf(']') < 0
        ? address
        : address.replace("[", "").replace("]", "");
  }
}
