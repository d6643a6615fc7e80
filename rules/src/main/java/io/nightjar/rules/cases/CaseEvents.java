package io.nightjar.rules.cases;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.CaseNames;
import io.nightjar.rules.field.EventNames;
import io.nightjar.rules.load.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event of a case: its {@code type}, {@code res} and arguments by the names of the
 * language ({@code name}, {@code flags}, {@code oldpath} …). A connection is written as {@code
 * remote: 203.0.113.5:4444} with {@code proto: tcp}, see {@link CaseSockets}; the {@code type} of a
 * socket as {@code socket_type} and that of a file system as {@code fstype}.
 */
final class CaseEvents {
  static final Set<String> KEYS =
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
              "connected",
              "server",
              "domain",
              "socket_type",
              "data",
              "size",
              "backlog",
              "oldfd",
              "newfd",
              "dev",
              "fstype",
              "new_root",
              "put_old",
              "from_path",
              "to_path",
              "request",
              "pid",
              "uid",
              "gid",
              "euid",
              "suid"));

  private CaseEvents() {}

  static CaseEvent read(YamlValue value, ProcessInfo process) throws CaseFormatException {
    CaseMap map = CaseMap.of(value, CaseArguments.with(KEYS));
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
    String text = map.text("res", makesDescriptor(type) ? "3" : "0");
    Long result = CaseNames.result(text);
    if (result == null) {
      throw new CaseFormatException(map.at("res"), "'" + text + "' is neither number nor error");
    }
    return result;
  }

  private static boolean makesDescriptor(EventType type) {
    return switch (type) {
      case OPEN, OPENAT, OPENAT2, CREAT, SOCKET, ACCEPT, ACCEPT4 -> true;
      default -> false;
    };
  }

  private static void argument(
      EventType type, YamlValue.Entry entry, List<Consumer<EventEncoder>> arguments)
      throws CaseFormatException {
    String text = CaseMap.text(entry.value());
    switch (entry.key()) {
      case "remote", "local", "proto", "unix", "connected", "server" -> {
        if (!type.args().contains(Arg.SOCKET_TYPE)) {
          throw new CaseFormatException(entry.keyAt(), type.callName() + " is about no socket");
        }
        CaseSockets.read(type, entry, text, arguments);
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
    Arg own = CaseArguments.of(type, key);
    if (own != null) {
      return own;
    }
    boolean owner = type.args().contains(Arg.OWNER_UID);
    return switch (key) {
      case "name", "path", "filename", "linkpath" -> Arg.PATH;
      case "target" -> Arg.TARGET;
      case "oldpath", "new_root", "from_path" -> Arg.OLD_PATH;
      case "newpath", "put_old", "to_path" -> Arg.NEW_PATH;
      case "dir" -> Arg.DIRECTORY;
      case "flags", "nstype" -> Arg.FLAGS;
      case "mode" -> Arg.MODE;
      case "created" -> Arg.CREATED;
      case "file_mode" -> Arg.FILE_MODE;
      case "fd", "oldfd" -> Arg.FD;
      case "newfd" -> Arg.NEW_FD;
      case "domain" -> Arg.FAMILY;
      case "socket_type" -> Arg.SOCKET_TYPE;
      case "data" -> Arg.CONTENT;
      case "size", "backlog" -> Arg.SIZE;
      case "dev" -> type.args().contains(Arg.SOURCE) ? Arg.SOURCE : Arg.DEVICE;
      case "fstype" -> Arg.FILESYSTEM;
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
          default -> CaseArguments.number(entry.key(), text);
        };
    if (number == null) {
      throw new CaseFormatException(
          entry.value().at(), "'" + text + "' is neither a number nor names of flags");
    }
    long value = number;
    return encoder -> encoder.number(arg, value);
  }

  static long number(YamlValue.Entry entry, String text) throws CaseFormatException {
    Long number = CaseNames.flags(text);
    if (number == null) {
      throw new CaseFormatException(entry.value().at(), "'" + text + "' is not a number");
    }
    return number;
  }
}
