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
 * {@code fd.*}: the file or socket that the call opened or works on. A file that could not be
 * opened has its name and the number -1. In a connect the process is the client: local is client
 * and remote is server.
 */
final class DescriptorFields {
  private static final long FORMAT_MASK = 0170000;
  private static final long DIRECTORY_FORMAT = 0040000;
  private static final long UNIX = 1;

  private DescriptorFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    list.number("fd.num", "Number of the descriptor.", DescriptorFields::number);
    list.text("fd.type", "file, directory, ipv4, ipv6 or unix.", DescriptorFields::type);
    list.text("fd.typechar", "The type as one character.", DescriptorFields::typeCharacter);
    list.text("fd.name", "Path, or ends of the connection.", new Name());
    list.text("fd.nameraw", "Path as the caller passed it.", new RawName());
    list.text("fd.directory", "Directory of a file.", DescriptorFields::directory);
    list.text("fd.filename", "File name without directory.", DescriptorFields::fileName);
    list.number("fd.dev", "Device of the file.", c -> ofFile(c, Arg.DEVICE));
    list.number("fd.ino", "Inode of the file.", c -> ofFile(c, Arg.INODE));
    addresses(list);
    ports(list);
    return unavailable(list).fields();
  }

  private static boolean isFile(EventContext context) {
    return switch (context.event().type()) {
      case OPEN, OPENAT, OPENAT2, CREAT, FCHMOD, FCHOWN -> true;
      default -> false;
    };
  }

  private static long number(EventContext context) {
    EventView event = context.event();
    if (EventFields.isOpen(context)) {
      return event.result() < 0 ? -1 : event.result();
    }
    return context.numberOrAbsent(Arg.FD);
  }

  private static @Nullable String type(EventContext context) {
    String character = typeCharacter(context);
    return character == null
        ? null
        : switch (character) {
          case "f" -> "file";
          case "d" -> "directory";
          case "4" -> "ipv4";
          case "6" -> "ipv6";
          default -> "unix";
        };
  }

  private static @Nullable String typeCharacter(EventContext context) {
    if (isFile(context)) {
      return isDirectory(context) ? "d" : "f";
    }
    if (context.event().type() != EventType.CONNECT) {
      return null;
    }
    Socket socket = context.socket();
    if (socket != null) {
      return socket.remote().v6() ? "6" : "4";
    }
    return context.event().number(Arg.FAMILY) == UNIX ? "u" : null;
  }

  private static boolean isDirectory(EventContext context) {
    EventView event = context.event();
    return event.has(Arg.FILE_MODE)
        ? (event.number(Arg.FILE_MODE) & FORMAT_MASK) == DIRECTORY_FORMAT
        : EventFields.isOpen(context) && (event.number(Arg.FLAGS) & Flags.DIRECTORY) != 0;
  }

  /** The path of a file that was opened lies resolved in the record and is used as it is. */
  private static final class Name implements Extractor.Text {
    @Override
    public @Nullable String text(EventContext context) {
      return isFile(context) ? context.absolute(Arg.PATH) : socketName(context);
    }

    @Override
    public @Nullable Arg argument(EventContext context) {
      EventView event = context.event();
      return EventFields.isOpen(context)
              && event.result() >= 0
              && event.textLength(Arg.PATH) > 0
              && event.buffer().get(event.textOffset(Arg.PATH)) == '/'
          ? Arg.PATH
          : null;
    }
  }

  private static final class RawName implements Extractor.Text {
    @Override
    public @Nullable String text(EventContext context) {
      String raw = context.textOrNull(Arg.RAW_PATH);
      return raw == null && isFile(context) ? context.absolute(Arg.PATH) : raw;
    }

    @Override
    public @Nullable Arg argument(EventContext context) {
      return context.event().textLength(Arg.RAW_PATH) > 0 ? Arg.RAW_PATH : null;
    }
  }

  static @Nullable String socketName(EventContext context) {
    if (context.event().type() != EventType.CONNECT) {
      return null;
    }
    Socket socket = context.socket();
    return socket == null ? context.textOrNull(Arg.PATH) : socket.tuple();
  }

  private static @Nullable String directory(EventContext context) {
    String path = isFile(context) ? context.absolute(Arg.PATH) : null;
    if (path == null || path.indexOf('/') < 0) {
      return null;
    }
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private static @Nullable String fileName(EventContext context) {
    String path = isFile(context) ? context.absolute(Arg.PATH) : null;
    return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
  }

  private static long ofFile(EventContext context, Arg arg) {
    return isFile(context) ? context.numberOrAbsent(arg) : Extractor.ABSENT;
  }

  private static void addresses(FieldList list) {
    Extractor.Address local = c -> ofSocket(c, Socket::local);
    Extractor.Address remote = c -> ofSocket(c, Socket::remote);
    for (FieldType type : new FieldType[] {FieldType.ADDRESS, FieldType.NETWORK}) {
      String kind = type == FieldType.ADDRESS ? "ip" : "net";
      list.plain("fd.c" + kind, type, "Address of the client.", local);
      list.plain("fd.l" + kind, type, "Local address.", local);
      list.plain("fd.s" + kind, type, "Address of the server.", remote);
      list.plain("fd.r" + kind, type, "Remote address.", remote);
      list.plain("fd." + kind, type, "Address of either end.", new Extractor.Ends(local, remote));
    }
  }

  private static @Nullable IpAddress ofSocket(
      EventContext context, Function<Socket, @Nullable IpAddress> end) {
    Socket socket = context.socket();
    return socket == null ? null : end.apply(socket);
  }

  private static long portOf(EventContext context, ToIntFunction<Socket> end) {
    Socket socket = context.socket();
    int port = socket == null ? 0 : end.applyAsInt(socket);
    return port == 0 ? Extractor.ABSENT : port;
  }

  private static void ports(FieldList list) {
    Extractor.Numeric local = c -> portOf(c, Socket::localPort);
    Extractor.Numeric remote = c -> portOf(c, Socket::remotePort);
    list.plain("fd.cport", FieldType.PORT, "Port of the client.", local);
    list.plain("fd.lport", FieldType.PORT, "Local port.", local);
    list.plain("fd.sport", FieldType.PORT, "Port of the server.", remote);
    list.plain("fd.rport", FieldType.PORT, "Remote port.", remote);
    list.plain("fd.port", FieldType.PORT, "Port of either end.", new Extractor.Ends(local, remote));
    list.text("fd.l4proto", "tcp, udp, icmp or raw.", DescriptorFields::protocol);
    list.text("fd.sockfamily", "ip or unix.", DescriptorFields::family);
    list.flag("fd.is_server", "Always false: in a connect it is the client.", c -> isSocket(c, 0));
    list.flag(
        "fd.connected",
        "Whether the connect succeeded.",
        c -> isSocket(c, c.event().result() == 0 ? 1 : 0));
    list.flag(
        "fd.name_changed", "Whether the event gave the socket its name.", c -> isSocket(c, 1));
  }

  private static long isSocket(EventContext context, long value) {
    return context.event().type() == EventType.CONNECT ? value : Extractor.ABSENT;
  }

  private static @Nullable String protocol(EventContext context) {
    if (context.socket() == null) {
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
    if (context.event().type() != EventType.CONNECT) {
      return null;
    }
    return context.socket() != null
        ? "ip"
        : context.event().number(Arg.FAMILY) == UNIX ? "unix" : null;
  }

  private static FieldList unavailable(FieldList list) {
    return list.unavailable(
            FieldType.TEXT,
            "fd.uid",
            "fd.containername",
            "fd.containerdirectory",
            "fd.cproto",
            "fd.sproto",
            "fd.lproto",
            "fd.rproto",
            "fd.cip.name",
            "fd.sip.name",
            "fd.lip.name",
            "fd.rip.name",
            "fd.types")
        .unavailable(FieldType.PORT, "fd.proto")
        .unavailable(FieldType.NUMBER, "fd.dev.major", "fd.dev.minor")
        .unavailable(FieldType.BOOLEAN, "fd.is_upper_layer", "fd.is_lower_layer");
  }
}
