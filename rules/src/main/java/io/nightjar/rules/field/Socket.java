package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.rules.match.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of an IP socket. In a connect both are told or nothing is; elsewhere the remote end
 * is missing until there is a peer.
 *
 * @param localPort 0 if unknown
 * @param remotePort 0 if unknown
 * @param server whether the local end is the server's
 */
record Socket(
    @Nullable IpAddress local,
    int localPort,
    @Nullable IpAddress remote,
    int remotePort,
    boolean server) {

  /** Null if the event has no address. */
  static @Nullable Socket of(EventView event) {
    IpAddress remote = address(event, Arg.REMOTE_ADDRESS);
    IpAddress local = address(event, Arg.LOCAL_ADDRESS);
    boolean connect = event.type() == EventType.CONNECT;
    if (remote == null && (local == null || connect)) {
      return null;
    }
    return new Socket(
        local,
        (int) event.number(Arg.LOCAL_PORT),
        remote,
        (int) event.number(Arg.REMOTE_PORT),
        !connect && event.number(Arg.SERVER) != 0);
  }

  /** The version of IP that {@link #of} would find, 4 or 6, or 0 for none. Makes nothing. */
  static int version(EventView event) {
    int remote = version(event, Arg.REMOTE_ADDRESS);
    return remote == 0 && event.type() != EventType.CONNECT
        ? version(event, Arg.LOCAL_ADDRESS)
        : remote;
  }

  private static int version(EventView event, Arg arg) {
    int at = event.textOffset(arg);
    return switch (event.textLength(arg)) {
      case 4 -> 4;
      case 16 -> IpAddress.isMapped(bigEndian(event, at, 8), bigEndian(event, at + 8, 8)) ? 4 : 6;
      default -> 0;
    };
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

  boolean v6() {
    IpAddress known = remote == null ? local : remote;
    return known != null && known.v6();
  }

  @Nullable IpAddress clientAddress() {
    return server ? remote : local;
  }

  @Nullable IpAddress serverAddress() {
    return server ? local : remote;
  }

  int clientPort() {
    return server ? remotePort : localPort;
  }

  int serverPort() {
    return server ? localPort : remotePort;
  }

  /** {@code client:port->server:port}, as alerts name a connection; without a peer the own end. */
  String name() {
    return remote == null ? localEnd() : flow(server);
  }

  /** From where to where the bytes of a call flow. */
  String flow(boolean incoming) {
    return incoming ? remoteEnd() + "->" + localEnd() : localEnd() + "->" + remoteEnd();
  }

  String localEnd() {
    return end(local, localPort);
  }

  String remoteEnd() {
    return end(remote, remotePort);
  }

  private String end(@Nullable IpAddress address, int port) {
    String any = v6() ? "::" : "0.0.0.0";
    return (address == null ? any : address.toString()) + ":" + port;
  }
}
