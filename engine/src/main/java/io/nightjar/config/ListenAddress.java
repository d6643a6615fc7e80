package io.nightjar.config;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on.
 *
 * @param host a name or an address; {@code 0.0.0.0} and {@code ::} are all of this machine's
 * @param port 0 takes any free one
 */
public record ListenAddress(String host, int port) {

  private static final Pattern FORM = Pattern.compile("(?<host>\\[[^]]+]|[^:]+):(?<port>\\d{1,5})");
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z.:-]{1,253}");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  public ListenAddress {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("write the address as 127.0.0.1:2804 or [::]:2804");
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

  /** Any free port that this machine alone can reach. */
  public static ListenAddress anyLocal() {
    return new ListenAddress("127.0.0.1", 0);
  }

  /** Whether nothing but this machine can reach it. */
  public boolean loopback() {
    return LOOPBACK.contains(host);
  }

  public ListenAddress withPort(int other) {
    return new ListenAddress(host, other);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
