package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.rules.match.IpAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code fd.*} of sockets. Who connects is the client; who listens, accepts, or sends and receives
 * datagrams on a port of its own choice is the server.
 */
final class SocketFields {
  static final Extractor.Address CLIENT = c -> ofSocket(c, Socket::clientAddress);
  static final Extractor.Address SERVER = c -> ofSocket(c, Socket::serverAddress);
  static final Extractor.Address LOCAL = c -> ofSocket(c, Socket::local);
  static final Extractor.Address REMOTE = c -> ofSocket(c, Socket::remote);

  private SocketFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    addresses(list);
    ports(list);
    list.text("fd.l4proto", "tcp, udp, icmp or raw.", SocketFields::protocol);
    list.text("fd.sockfamily", "ip or unix.", SocketFields::family);
    list.flag("fd.is_server", "Whether the process is the server.", SocketFields::isServer);
    list.flag("fd.connected", "Whether the socket has a peer.", SocketFields::isConnected);
    list.flag(
        "fd.name_changed", "Whether the event gave the socket its name.", SocketFields::isRenamed);
    return list.fields();
  }

  /** Ends of a connection, or the path of a unix socket: the peer's, otherwise its own. */
  static @Nullable String name(EventContext context) {
    Socket socket = context.socket();
    if (socket != null) {
      return socket.name();
    }
    if (context.event().type() == EventType.CONNECT) {
      return context.textOrNull(Arg.PATH);
    }
    if (DescriptorType.of(context) != DescriptorType.UNIX) {
      return null;
    }
    String peer = context.textOrNull(Arg.PATH);
    return peer == null ? context.textOrNull(Arg.LOCAL_PATH) : peer;
  }

  private static void addresses(FieldList list) {
    for (FieldType type : new FieldType[] {FieldType.ADDRESS, FieldType.NETWORK}) {
      String kind = type == FieldType.ADDRESS ? "ip" : "net";
      list.plain("fd.c" + kind, type, "Address of the client.", CLIENT);
      list.plain("fd.l" + kind, type, "Local address.", LOCAL);
      list.plain("fd.s" + kind, type, "Address of the server.", SERVER);
      list.plain("fd.r" + kind, type, "Remote address.", REMOTE);
      list.plain("fd." + kind, type, "Address of either end.", new Extractor.Ends(LOCAL, REMOTE));
    }
  }

  private static @Nullable IpAddress ofSocket(
      EventContext context, Function<Socket, @Nullable IpAddress> end) {
    Socket socket = context.socket();
    return socket == null ? null : end.apply(socket);
  }

  private static void ports(FieldList list) {
    Extractor.Numeric client = c -> portOf(c, Socket::clientPort);
    Extractor.Numeric server = c -> portOf(c, Socket::serverPort);
    Extractor.Numeric local = c -> portOf(c, Socket::localPort);
    Extractor.Numeric remote = c -> portOf(c, Socket::remotePort);
    port(list, "c", "Port of the client", client);
    port(list, "l", "Local port", local);
    port(list, "s", "Port of the server", server);
    port(list, "r", "Remote port", remote);
    Extractor.Ends either = new Extractor.Ends(local, remote);
    list.plain("fd.port", FieldType.PORT, "Port of either end.", either);
    list.plain("fd.proto", FieldType.PORT, "Port of either end.", either);
  }

  private static void port(FieldList list, String end, String summary, Extractor.Numeric port) {
    list.plain("fd." + end + "port", FieldType.PORT, summary + ".", port);
    list.text(
        "fd." + end + "proto",
        summary + " as text.",
        c -> {
          long number = port.number(c);
          return number == Extractor.ABSENT ? null : Long.toString(number);
        });
  }

  private static long portOf(EventContext context, ToIntFunction<Socket> end) {
    Socket socket = context.socket();
    int port = socket == null ? 0 : end.applyAsInt(socket);
    return port == 0 ? Extractor.ABSENT : port;
  }

  private static boolean isIp(EventContext context) {
    DescriptorType type = DescriptorType.of(context);
    return type != null && type.isIp();
  }

  private static boolean isSocket(EventContext context) {
    return context.event().has(Arg.FAMILY) || context.event().type() == EventType.CONNECT;
  }

  private static long flag(EventContext context, boolean value) {
    return isSocket(context) ? (value ? 1 : 0) : Extractor.ABSENT;
  }

  private static long isServer(EventContext context) {
    Socket socket = context.socket();
    return flag(context, socket != null && socket.server());
  }

  private static long isConnected(EventContext context) {
    EventView event = context.event();
    return flag(
        context,
        switch (event.type()) {
          case CONNECT -> event.result() == 0;
          default -> event.number(Arg.CONNECTED) != 0;
        });
  }

  /** A datagram of a socket without a peer names its other end anew each time. */
  private static long isRenamed(EventContext context) {
    EventView event = context.event();
    return flag(
        context,
        switch (event.type()) {
          case CONNECT -> true;
          case ACCEPT, ACCEPT4, BIND -> event.result() >= 0;
          case SENDTO, SENDMSG, SENDMMSG, RECVFROM, RECVMSG, RECVMMSG ->
              event.result() >= 0
                  && event.number(Arg.CONNECTED) == 0
                  && (event.has(Arg.REMOTE_ADDRESS) || event.has(Arg.PATH));
          default -> false;
        });
  }

  private static @Nullable String protocol(EventContext context) {
    if (!isIp(context)) {
      return null;
    }
    long socketType = context.event().number(Arg.SOCKET_TYPE);
    return switch ((int) context.event().number(Arg.PROTOCOL)) {
      case 6 -> "tcp";
      case 17 -> "udp";
      case 1, 58 -> "icmp";
      case 0 -> socketType == 1 ? "tcp" : socketType == 2 ? "udp" : "raw";
      default -> "raw";
    };
  }

  private static @Nullable String family(EventContext context) {
    DescriptorType type = DescriptorType.of(context);
    if (type == DescriptorType.UNIX) {
      return "unix";
    }
    return type != null && type.isIp() ? "ip" : null;
  }
}
