package io.nightjar.rules.cases;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.CaseNames;
import io.nightjar.rules.field.EventNames;
import io.nightjar.rules.load.YamlValue;
import io.nightjar.rules.match.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event of a case: its {@code type}, {@code res} and arguments by the names of the
 * language ({@code name}, {@code flags}, {@code oldpath} …). A connection is written as {@code
 * remote: 203.0.113.5:4444} with {@code proto: tcp}.
 */
final class CaseEvents {
  private static final Set<String> KEYS =
      new LinkedHashSet<>(
          List.of(
              "type",
              "res",
              "name",
              "path",
              "filename",
              "linkpath",
              "target",
              "oldpath",
              "newpath",
              "dir",
              "flags",
              "nstype",
              "mode",
              "created",
              "file_mode",
              "fd",
              "remote",
              "local",
              "proto",
              "unix",
              "request",
              "pid",
              "uid",
              "gid",
              "euid",
              "suid"));

  private CaseEvents() {}

  static CaseEvent read(YamlValue value, ProcessInfo process) throws CaseFormatException {
    CaseMap map = CaseMap.of(value, KEYS);
    String name = map.required("type");
    EventType type = EventNames.typeOf(name);
    if (type == null) {
      throw new CaseFormatException(
          map.at("type"), "the driver sends no event '" + name + "'", CaseNames.eventHint(name));
    }
    List<Consumer<EventEncoder>> arguments = new ArrayList<>();
    for (YamlValue.Entry entry : map.entries()) {
      if (!entry.key().equals("type") && !entry.key().equals("res")) {
        argument(type, entry, arguments);
      }
    }
    for (Arg directory : List.of(Arg.DIRECTORY, Arg.OLD_DIRECTORY, Arg.NEW_DIRECTORY)) {
      if (!map.has("dir") && type.args().contains(directory) && !process.cwd().isEmpty()) {
        arguments.add(encoder -> encoder.text(directory, process.cwd()));
      }
    }
    return new CaseEvent(type, result(map, type), arguments);
  }

  private static long result(CaseMap map, EventType type) throws CaseFormatException {
    String text = map.text("res", type.args().contains(Arg.RAW_PATH) ? "3" : "0");
    Long result = CaseNames.result(text);
    if (result == null) {
      throw new CaseFormatException(map.at("res"), "'" + text + "' is neither number nor error");
    }
    return result;
  }

  private static void argument(
      EventType type, YamlValue.Entry entry, List<Consumer<EventEncoder>> arguments)
      throws CaseFormatException {
    String text = CaseMap.text(entry.value());
    switch (entry.key()) {
      case "remote" -> remote(entry, text, arguments);
      case "local" -> end(entry, text, Arg.LOCAL_ADDRESS, Arg.LOCAL_PORT, arguments);
      case "proto" -> {
        long protocol = text.equals("udp") ? 17 : text.equals("tcp") ? 6 : number(entry, text);
        arguments.add(encoder -> encoder.number(Arg.PROTOCOL, protocol));
      }
      case "unix" -> {
        arguments.add(encoder -> encoder.number(Arg.FAMILY, 1).text(Arg.PATH, text));
      }
      default -> {
        Arg arg = argOf(type, entry.key());
        if (!type.args().contains(arg)) {
          throw new CaseFormatException(
              entry.keyAt(), type.callName() + " has no argument '" + entry.key() + "'");
        }
        arguments.add(value(entry, arg, text));
      }
    }
  }

  private static Arg argOf(EventType type, String key) {
    boolean owner = type.args().contains(Arg.OWNER_UID);
    return switch (key) {
      case "name", "path", "filename", "linkpath" -> Arg.PATH;
      case "target" -> Arg.TARGET;
      case "oldpath" -> Arg.OLD_PATH;
      case "newpath" -> Arg.NEW_PATH;
      case "dir" -> Arg.DIRECTORY;
      case "flags", "nstype" -> Arg.FLAGS;
      case "mode" -> Arg.MODE;
      case "created" -> Arg.CREATED;
      case "file_mode" -> Arg.FILE_MODE;
      case "fd" -> Arg.FD;
      case "request" -> Arg.REQUEST;
      case "pid" -> Arg.TARGET_PID;
      case "uid" -> owner ? Arg.OWNER_UID : Arg.EFFECTIVE_ID;
      case "gid" -> owner ? Arg.OWNER_GID : Arg.EFFECTIVE_ID;
      case "euid" -> Arg.EFFECTIVE_ID;
      case "suid" -> Arg.SAVED_ID;
      default -> throw new IllegalStateException("no argument is called " + key);
    };
  }

  private static Consumer<EventEncoder> value(YamlValue.Entry entry, Arg arg, String text)
      throws CaseFormatException {
    if (arg.kind() == Arg.Kind.TEXT) {
      return encoder -> encoder.text(arg, text);
    }
    @Nullable Long number =
        switch (entry.key()) {
          case "mode", "file_mode" -> CaseNames.mode(text);
          default -> CaseNames.flags(text);
        };
    if (number == null) {
      throw new CaseFormatException(
          entry.value().at(), "'" + text + "' is neither a number nor names of flags");
    }
    long value = number;
    return encoder -> encoder.number(arg, value);
  }

  private static void remote(
      YamlValue.Entry entry, String text, List<Consumer<EventEncoder>> arguments)
      throws CaseFormatException {
    boolean v6 = text.startsWith("[");
    arguments.add(encoder -> encoder.number(Arg.FAMILY, v6 ? 10 : 2));
    end(entry, text, Arg.REMOTE_ADDRESS, Arg.REMOTE_PORT, arguments);
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
    long number = number(entry, text.substring(colon + 1));
    arguments.add(encoder -> encoder.address(address, ip).number(port, number));
  }

  private static long number(YamlValue.Entry entry, String text) throws CaseFormatException {
    Long number = CaseNames.flags(text);
    if (number == null) {
      throw new CaseFormatException(entry.value().at(), "'" + text + "' is not a number");
    }
    return number;
  }
}
