package io.nightjar.driver.scap;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a socket; unknown numbers are 0. Names are those of unix sockets, abstract ones
 * with a leading {@code @}; hostile.
 *
 * @param type {@code SOCK_*} without flags
 * @param protocol {@code IPPROTO_*}
 * @param connected whether it has a peer of its own
 * @param chosen whether its owner chose its port or name
 * @param serving whether it listens or was accepted
 */
record SocketState(
    int family,
    int type,
    int protocol,
    @Nullable InetAddress local,
    int localPort,
    @Nullable String localName,
    @Nullable InetAddress remote,
    int remotePort,
    @Nullable String remoteName,
    boolean connected,
    boolean chosen,
    boolean serving) {
  static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int TCP = 6;
  private static final int UDP = 17;

  static final SocketState UNKNOWN = of(0, 0, 0);

  /** A socket that nobody is at the other end of yet. */
  static SocketState of(int family, int type, int protocol) {
    return new SocketState(
        family, type, protocol, null, 0, null, null, 0, null, false, false, false);
  }

  /** The usual protocol of an internet socket stands where none was asked for. */
  int usualProtocol() {
    boolean internet = family == SocketEnds.IPV4 || family == SocketEnds.IPV6;
    if (!internet || protocol != 0) {
      return protocol;
    }
    return type == STREAM ? TCP : type == DATAGRAM ? UDP : 0;
  }

  /** Whether this end is the server's. */
  boolean server() {
    return serving || (chosen && !(connected && type == STREAM));
  }

  /** The same with both ends as the tuple says; its destination is here when it came in. */
  SocketState between(SocketEnds ends, boolean inbound) {
    SocketState named = withFamily(ends.family());
    return inbound
        ? named
            .from(ends.destination(), ends.destinationPort(), null)
            .to(ends.source(), ends.sourcePort(), ends.path())
        : named
            .from(ends.source(), ends.sourcePort(), null)
            .to(ends.destination(), ends.destinationPort(), ends.path());
  }

  SocketState withFamily(int newFamily) {
    return new SocketState(
        newFamily,
        type,
        protocol,
        local,
        localPort,
        localName,
        remote,
        remotePort,
        remoteName,
        connected,
        chosen,
        serving);
  }

  /** The same with this end; a name that is not told stays. */
  SocketState from(@Nullable InetAddress address, int port, @Nullable String name) {
    return new SocketState(
        family,
        type,
        protocol,
        address,
        port,
        name == null ? localName : name,
        remote,
        remotePort,
        remoteName,
        connected,
        chosen,
        serving);
  }

  /** The same with that other end. */
  SocketState to(@Nullable InetAddress address, int port, @Nullable String name) {
    return new SocketState(
        family, type, protocol, local, localPort, localName, address, port, name, connected, chosen,
        serving);
  }

  SocketState whenConnected() {
    return state(true, chosen, serving);
  }

  SocketState whenChosen() {
    return state(connected, true, serving);
  }

  SocketState whenServing() {
    return state(connected, chosen, true);
  }

  private SocketState state(boolean newConnected, boolean newChosen, boolean newServing) {
    return new SocketState(
        family,
        type,
        protocol,
        local,
        localPort,
        localName,
        remote,
        remotePort,
        remoteName,
        newConnected,
        newChosen,
        newServing);
  }
}
