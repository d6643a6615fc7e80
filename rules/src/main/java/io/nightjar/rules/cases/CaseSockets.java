package io.nightjar.rules.cases;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.rules.load.YamlValue;
import io.nightjar.rules.match.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads what a case says of a socket: {@code remote: 203.0.113.5:4444} and {@code local:
 * "[2001:db8::1]:80"} with {@code proto: tcp}, or {@code unix: /run/app.sock}, and whether it is
 * {@code connected} and this end the {@code server}.
 */
final class CaseSockets {
  private CaseSockets() {}

  static void read(
      EventType type, YamlValue.Entry entry, String text, List<Consumer<EventEncoder>> arguments)
      throws CaseFormatException {
    switch (entry.key()) {
      case "remote" -> end(entry, text, Arg.REMOTE_ADDRESS, Arg.REMOTE_PORT, arguments);
      case "local" -> end(entry, text, Arg.LOCAL_ADDRESS, Arg.LOCAL_PORT, arguments);
      case "proto" -> {
        long protocol = protocol(entry, text);
        arguments.add(encoder -> encoder.number(Arg.PROTOCOL, protocol));
      }
      case "unix" -> {
        Arg name = isOwn(type) ? Arg.LOCAL_PATH : Arg.PATH;
        arguments.add(encoder -> encoder.number(Arg.FAMILY, 1).text(name, text));
      }
      default -> {
        Arg arg = entry.key().equals("server") ? Arg.SERVER : Arg.CONNECTED;
        long value = flag(entry, text);
        arguments.add(encoder -> encoder.number(arg, value));
      }
    }
  }

  private static boolean isOwn(EventType type) {
    return switch (type) {
      case BIND, LISTEN, ACCEPT, ACCEPT4 -> true;
      default -> false;
    };
  }

  private static long flag(YamlValue.Entry entry, String text) throws CaseFormatException {
    return switch (text) {
      case "true" -> 1;
      case "false" -> 0;
      default -> throw new CaseFormatException(entry.value().at(), "expected true or false");
    };
  }

  private static long protocol(YamlValue.Entry entry, String text) throws CaseFormatException {
    return switch (text) {
      case "tcp" -> 6;
      case "udp" -> 17;
      default -> CaseEvents.number(entry, text);
    };
  }

  /** {@code 10.0.0.1:443} or {@code [2001:db8::1]:443}. */
  private static void end(
      YamlValue.Entry entry,
      String text,
      Arg address,
      Arg port,
      List<Consumer<EventEncoder>> arguments)
      throws CaseFormatException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon).replace("[", "").replace("]", "");
    if (IpAddress.parse(host) == null) {
      throw new CaseFormatException(entry.value().at(), "'" + text + "' is not address:port");
    }
    InetAddress ip;
    try {
      ip = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CaseFormatException(entry.value().at(), "'" + host + "' is not an address");
    }
    long number = CaseEvents.number(entry, text.substring(colon + 1));
    long family = text.startsWith("[") ? 10 : 2;
    arguments.add(encoder -> encoder.number(Arg.FAMILY, family).address(address, ip));
    arguments.add(encoder -> encoder.number(port, number));
  }
}
