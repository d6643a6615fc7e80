package io.nightjar.rules;

import static io.nightjar.rules.EventFixtures.begin;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Named events of sockets, copied descriptors, directories and mounts. */
final class NetworkFixtures {
  private static final int TCP = 6;
  private static final int UDP = 17;

  private NetworkFixtures() {}

  static EventView of(String name, ProcessInfo cat) {
    return switch (name) {
      case "socket" -> socket(begin(EventType.SOCKET, cat, 4), 2, 1).view();
      case "packet" -> socket(begin(EventType.SOCKET, cat, 4), 17, 3).view();
      case "unix_socket" -> socket(begin(EventType.SOCKET, cat, 4), 1, 1).view();
      case "refused_socket" -> socket(begin(EventType.SOCKET, cat, -1), 17, 3).view();
      case "bind" ->
          local(begin(EventType.BIND, cat, 0).number(Arg.FD, 4), "0.0.0.0", 8080, TCP, 1).view();
      case "bind_unix" ->
          begin(EventType.BIND, cat, 0)
              .number(Arg.FD, 4)
              .number(Arg.FAMILY, 1)
              .text(Arg.LOCAL_PATH, "@hidden")
              .view();
      case "listen" -> listen(cat, "10.0.0.7").view();
      case "listen_any" -> listen(cat, "0.0.0.0").view();
      case "listen6" -> listen(cat, "2001:db8::1").view();
      case "accept" ->
          tuple(begin(EventType.ACCEPT, cat, 9).number(Arg.FD, 4), "10.0.0.7", 1, 1).view();
      case "accept4" ->
          tuple(begin(EventType.ACCEPT4, cat, 9).number(Arg.FLAGS, 02000000), "10.0.0.7", 1, 1)
              .view();
      case "nobody" -> local(begin(EventType.ACCEPT, cat, -11), "10.0.0.7", 8080, TCP, 1).view();
      case "query" -> message(EventType.SENDTO, cat, 0, 0).view();
      case "query_of_peer" -> message(EventType.SENDMSG, cat, 1, 0).view();
      case "answer" -> message(EventType.SENDTO, cat, 0, 1).view();
      case "receive" -> message(EventType.RECVFROM, cat, 0, 0).view();
      case "serve" -> message(EventType.RECVMSG, cat, 0, 1).view();
      case "receive_unknown" ->
          local(begin(EventType.RECVFROM, cat, 3), "10.0.0.7", 8080, UDP, 0).view();
      case "send_file" ->
          begin(EventType.SENDTO, cat, -88).number(Arg.FD, 5).number(Arg.SIZE, 7).view();
      case "syslog" -> unix(begin(EventType.SENDTO, cat, 30), "/dev/log").view();
      case "netlink" -> begin(EventType.SENDTO, cat, 30).number(Arg.FAMILY, 16).view();
      case "dup_client" ->
          tuple(begin(EventType.DUP2, cat, 0).number(Arg.FD, 4), "10.0.0.7", 1, 0).view();
      case "dup_accepted" ->
          tuple(begin(EventType.DUP2, cat, 0).number(Arg.FD, 4), "10.0.0.7", 1, 1).view();
      case "dup_failed" -> begin(EventType.DUP2, cat, -9).number(Arg.FD, 4).view();
      case "dup_file" -> copy(cat, 0100644, "/var/log/out").view();
      case "dup_directory" -> copy(cat, 0040755, "/var/log").view();
      case "dup_pipe" -> copy(cat, 0010600, "").view();
      case "dup_memory" -> copy(cat, 0100777, "memfd:x").view();
      case "dup_event" -> copy(cat, 0100600, "[eventfd]").view();
      default -> FileSystemFixtures.of(name, cat);
    };
  }

  private static EventEncoder socket(EventEncoder encoder, int family, int type) {
    return encoder
        .number(Arg.FAMILY, family)
        .number(Arg.SOCKET_TYPE, type)
        .number(Arg.PROTOCOL, 0)
        .number(Arg.FLAGS, 02004000);
  }

  private static InetAddress ip(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EventEncoder local(
      EventEncoder encoder, String address, int port, int protocol, int server) {
    return encoder
        .number(Arg.FAMILY, address.contains(":") ? 10 : 2)
        .address(Arg.LOCAL_ADDRESS, ip(address))
        .number(Arg.LOCAL_PORT, port)
        .number(Arg.PROTOCOL, protocol)
        .number(Arg.SOCKET_TYPE, protocol == TCP ? 1 : 2)
        .number(Arg.CONNECTED, 0)
        .number(Arg.SERVER, server);
  }

  /** Port 8080 here, 40000 at 203.0.113.5. */
  private static EventEncoder tuple(
      EventEncoder encoder, String address, int connected, int server) {
    return local(encoder, address, 8080, TCP, server)
        .address(Arg.REMOTE_ADDRESS, ip("203.0.113.5"))
        .number(Arg.REMOTE_PORT, 40000)
        .number(Arg.CONNECTED, connected);
  }

  private static EventEncoder listen(ProcessInfo process, String address) {
    EventEncoder encoder = begin(EventType.LISTEN, process, 0).number(Arg.FD, 4);
    return local(encoder, address, 8080, TCP, 1).number(Arg.SIZE, 128);
  }

  private static EventEncoder message(
      EventType type, ProcessInfo process, int connected, int server) {
    EventEncoder encoder =
        begin(type, process, 4)
            .number(Arg.FD, 5)
            .number(Arg.SIZE, 512)
            .text(Arg.CONTENT, "a\u00cab");
    return tuple(encoder, "10.0.0.7", connected, server).number(Arg.PROTOCOL, UDP);
  }

  private static EventEncoder unix(EventEncoder encoder, String path) {
    return encoder.number(Arg.FD, 5).number(Arg.FAMILY, 1).text(Arg.PATH, path);
  }

  private static EventEncoder copy(ProcessInfo process, int mode, String path) {
    EventEncoder encoder =
        begin(EventType.DUP3, process, 1)
            .number(Arg.FD, 4)
            .number(Arg.NEW_FD, 1)
            .number(Arg.FLAGS, 02000000)
            .number(Arg.FILE_MODE, mode)
            .number(Arg.INODE, 77)
            .number(Arg.DEVICE, 259L << 20 | 0x403);
    return path.isEmpty() ? encoder : encoder.text(Arg.PATH, path);
  }
}
