package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.NumberTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code fd.*} are made of where the descriptor is, or may be, that of a socket: see {@link
 * SocketFields}.
 *
 * <p>The driver gives an address only with the families 2 and 10, of which 10 may still stand for
 * an IPv4 address, and of a copied descriptor a family only where the file is a socket.
 */
final class SocketOrigins {
  private static final Set<Long> IP_FAMILIES = Set.of(2L, 10L);
  private static final Set<Long> UNIX_FAMILY = Set.of(1L);
  private static final long SOCKET_FORMAT = 0140000;
  private static final long PIPE_FORMAT = 0010000;
  private static final NumberTest IS_SOCKET = format(SOCKET_FORMAT, false);
  private static final NumberTest IS_NO_SOCKET = format(SOCKET_FORMAT, true);

  /** Holds where the family is absent alone. */
  private static final NumberTest NO_FAMILY = NumberTest.oneOf(Arg.FAMILY, Set.of());

  private SocketOrigins() {}

  static boolean isSocketCall(EventType type) {
    return switch (type) {
      case SOCKET, CONNECT, BIND, LISTEN, ACCEPT, ACCEPT4 -> true;
      case SENDTO, SENDMSG, SENDMMSG, RECVFROM, RECVMSG, RECVMMSG -> true;
      case DUP, DUP2, DUP3, FCNTL -> true;
      default -> false;
    };
  }

  private static boolean isCopy(EventType type) {
    return switch (type) {
      case DUP, DUP2, DUP3, FCNTL -> true;
      default -> false;
    };
  }

  static List<Possibility> of(String field, EventType type) {
    return switch (field) {
      case "fd.num" -> number(type);
      case "fd.name" -> name(type);
      case "fd.type" -> kinds(type, true);
      case "fd.typechar" -> kinds(type, false);
      case "fd.sockfamily" ->
          List.of(
              ip(new Origin.FixedText("ip")),
              when(UNIX_FAMILY, new Origin.FixedText("unix")),
              missing());
      case "fd.rport" -> ofSocket(new Origin.NumberOf(Arg.REMOTE_PORT));
      case "fd.lport" -> ofSocket(new Origin.NumberOf(Arg.LOCAL_PORT));
      case "fd.sport" -> portOf(type, Arg.LOCAL_PORT, Arg.REMOTE_PORT);
      case "fd.cport" -> portOf(type, Arg.REMOTE_PORT, Arg.LOCAL_PORT);
      case "fd.l4proto" -> protocols();
      case "fd.cip",
          "fd.sip",
          "fd.lip",
          "fd.rip",
          "fd.ip",
          "fd.cnet",
          "fd.snet",
          "fd.lnet",
          "fd.rnet",
          "fd.net",
          "fd.port" ->
          ofSocket(new Origin.Unknown());
      case "fd.is_server", "fd.connected", "fd.name_changed" -> flag(field, type);
      default -> Possibility.UNKNOWN;
    };
  }

  private static List<Possibility> number(EventType type) {
    return switch (type) {
      case SOCKET, ACCEPT, ACCEPT4 -> DescriptorOrigins.opened();
      case DUP, DUP2, DUP3 ->
          List.of(
              Possibility.when(Outcome.SUCCEEDED, new Origin.NumberOf(null)),
              Possibility.when(Outcome.FAILED, new Origin.NumberOf(Arg.FD)));
      default -> DescriptorOrigins.numberOf(Arg.FD);
    };
  }

  /** Where a unix socket has no peer it is named by its own path, and its peer's is missing. */
  private static List<Possibility> name(EventType type) {
    if (type == EventType.SOCKET) {
      return Possibility.MISSING;
    }
    Origin path = new Origin.Path(Arg.PATH, Origin.Part.WHOLE);
    List<Possibility> all = new ArrayList<>();
    all.add(ip(new Origin.Tuple()));
    if (isCopy(type)) {
      all.add(Possibility.when(path, format(PIPE_FORMAT, true)));
      all.add(Possibility.when(new Origin.Unknown(), format(PIPE_FORMAT, false)));
      all.add(Possibility.when(new Origin.Missing(), IS_SOCKET));
    } else if (type == EventType.CONNECT) {
      all.add(Possibility.path(Arg.PATH).get(0));
    } else {
      all.add(when(UNIX_FAMILY, path));
      all.add(missing());
    }
    return all;
  }

  private static List<Possibility> kinds(EventType type, boolean word) {
    List<Possibility> all = new ArrayList<>();
    for (DescriptorType kind : DescriptorType.values()) {
      String text = word ? kind.word() : kind.character();
      Origin origin = text == null ? new Origin.Missing() : new Origin.FixedText(text);
      switch (kind) {
        case IPV4 -> all.add(socket(type, origin, IP_FAMILIES, false));
        case IPV6 -> all.add(socket(type, origin, Set.of(10L), false));
        case UNIX -> all.add(socket(type, origin, UNIX_FAMILY, false));
        case NETLINK -> all.add(socket(type, origin, Set.of(16L), false));
        case UNKNOWN -> all.add(socket(type, origin, Set.of(1L, 2L, 10L, 16L), true));
        default -> {
          if (isCopy(type)) {
            all.add(Possibility.when(origin, IS_NO_SOCKET));
          }
        }
      }
      if (kind == DescriptorType.UNKNOWN && isCopy(type)) {
        all.add(Possibility.when(origin, IS_NO_SOCKET));
        all.add(Possibility.when(new Origin.Unknown(), IS_SOCKET, NO_FAMILY));
      }
    }
    all.add(missing());
    return all;
  }

  private static Possibility socket(
      EventType type, Origin origin, Set<Long> families, boolean negated) {
    NumberTest family = new NumberTest(Arg.FAMILY, -1, families, negated);
    return isCopy(type)
        ? Possibility.when(origin, family, IS_SOCKET)
        : Possibility.when(origin, family);
  }

  private static NumberTest format(long format, boolean negated) {
    return new NumberTest(Arg.FILE_MODE, DescriptorType.FORMAT_MASK, Set.of(format), negated);
  }

  private static Possibility when(Set<Long> families, Origin origin) {
    return Possibility.when(origin, new NumberTest(Arg.FAMILY, -1, families, false));
  }

  private static Possibility ip(Origin origin) {
    return when(IP_FAMILIES, origin);
  }

  private static Possibility missing() {
    return Possibility.MISSING.get(0);
  }

  /** Only a socket whose address is known has the value. */
  private static List<Possibility> ofSocket(Origin origin) {
    return List.of(ip(origin), missing());
  }

  /** In a connect the process is always the client. */
  private static List<Possibility> portOf(EventType type, Arg ofServer, Arg ofClient) {
    if (type == EventType.CONNECT) {
      return ofSocket(new Origin.NumberOf(ofClient));
    }
    return List.of(
        Possibility.when(new Origin.NumberOf(ofServer), family(), zero(Arg.SERVER, true)),
        Possibility.when(new Origin.NumberOf(ofClient), family(), zero(Arg.SERVER, false)),
        missing());
  }

  private static NumberTest family() {
    return new NumberTest(Arg.FAMILY, -1, IP_FAMILIES, false);
  }

  private static NumberTest zero(Arg arg, boolean negated) {
    return new NumberTest(arg, -1, Set.of(0L), negated);
  }

  private static List<Possibility> protocols() {
    return List.of(
        protocol("tcp", 6, 0),
        protocol("udp", 17, 0),
        protocol("icmp", 1, 58),
        Possibility.when(
            new Origin.FixedText("raw"),
            family(),
            new NumberTest(Arg.PROTOCOL, -1, Set.of(6L, 17L, 1L, 58L), true)),
        missing());
  }

  private static Possibility protocol(String name, long number, long other) {
    return Possibility.when(
        new Origin.FixedText(name),
        family(),
        new NumberTest(Arg.PROTOCOL, -1, Set.of(number, other), false));
  }

  private static List<Possibility> flag(String field, EventType type) {
    Origin yes = new Origin.FixedNumber(1);
    Origin no = new Origin.FixedNumber(0);
    if (type == EventType.CONNECT) {
      return switch (field) {
        case "fd.connected" ->
            List.of(
                Possibility.when(yes, new NumberTest(null, -1, Set.of(0L), false)),
                Possibility.when(no, new NumberTest(null, -1, Set.of(0L), true)));
        case "fd.is_server" -> Possibility.always(no);
        default -> Possibility.always(yes);
      };
    }
    return switch (field) {
      case "fd.connected" ->
          List.of(
              Possibility.when(yes, zero(Arg.CONNECTED, true)),
              Possibility.when(no, zero(Arg.CONNECTED, false)),
              missing());
      case "fd.is_server" ->
          List.of(
              Possibility.when(yes, family(), zero(Arg.SERVER, true)),
              Possibility.always(no).get(0),
              missing());
      default ->
          List.of(
              Possibility.when(Outcome.SUCCEEDED, yes), Possibility.always(no).get(0), missing());
    };
  }
}
