package io.nightjar.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a syslog is.
 *
 * @param host empty for this machine's own
 */
public record SyslogAddress(Transport transport, String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(udp|tcp|tls)://(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");

  /** How it is reached. */
  public enum Transport {
    LOCAL(0),
    UDP(514),
    TCP(601),
    TLS(6514);

    private final int port;

    Transport(int port) {
      this.port = port;
    }
  }

  /**
   * @throws IllegalArgumentException with a message that says how an address is written
   */
  static SyslogAddress parse(String text) {
    if (text.equals("local")) {
      return new SyslogAddress(Transport.LOCAL, "", 0);
    }
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "write local, udp://host:514, tcp://host:601 or tls://host:6514");
    }
    Transport transport = Transport.valueOf(found.group(1).toUpperCase(Locale.ROOT));
    int port = found.group(3) == null ? transport.port : Integer.parseInt(found.group(3));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("the port must be between 1 and 65535");
    }
    String host = found.group(2);
    return new SyslogAddress(
        transport, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  @Override
  public String toString() {
    return transport == Transport.LOCAL
        ? "local"
        : transport.name().toLowerCase(Locale.ROOT)
            + "://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port;
  }
}
