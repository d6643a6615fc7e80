package io.nightjar.config;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A loopback address to listen on.
 *
 * @param port 0 takes any free one
 */
public record ListenAddress(String host, int port) {

  private static final Pattern FORM = Pattern.compile("(?<host>\\[[^]]+]|[^:]+):(?<port>\\d{1,5})");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  public ListenAddress {
    if (!LOOPBACK.contains(host)) {
      throw new IllegalArgumentException(
          "only this machine may reach the control API: use 127.0.0.1, ::1 or localhost");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port must be between 0 (any free one) and 65535");
    }
  }

  /**
   * @throws IllegalArgumentException with a message that says how an address is written
   */
  public static ListenAddress parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("write the address as 127.0.0.1:2804");
    }
    String host = matcher.group("host");
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new ListenAddress(bare, Integer.parseInt(matcher.group("port")));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
