package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import io.nightjar.rules.match.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of an IP connection; the local end may be unknown.
 *
 * @param localPort 0 if unknown
 */
record Socket(@Nullable IpAddress local, int localPort, IpAddress remote, int remotePort) {

  static @Nullable Socket of(EventView event) {
    IpAddress remote = address(event, Arg.REMOTE_ADDRESS);
    if (remote == null) {
      return null;
    }
    return new Socket(
        address(event, Arg.LOCAL_ADDRESS),
        (int) event.number(Arg.LOCAL_PORT),
        remote,
        (int) event.number(Arg.REMOTE_PORT));
  }

  private static @Nullable IpAddress address(EventView event, Arg arg) {
    int at = event.textOffset(arg);
    return switch (event.textLength(arg)) {
      case 4 -> IpAddress.v4((int) bigEndian(event, at, 4));
      case 16 -> IpAddress.v6(bigEndian(event, at, 8), bigEndian(event, at + 8, 8));
      default -> null;
    };
  }

  private static long bigEndian(EventView event, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (event.buffer().get(at + i) & 255);
    }
    return value;
  }

  /** {@code local:port->remote:port}, as alerts name a connection. */
  String tuple() {
    return end(local, localPort) + "->" + end(remote, remotePort);
  }

  static String end(@Nullable IpAddress address, int port) {
    return (address == null ? "0.0.0.0" : address.toString()) + ":" + port;
  }
}
