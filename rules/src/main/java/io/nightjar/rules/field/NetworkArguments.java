package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.rules.field.EventArguments.Argument;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code evt.arg.*} of the calls on sockets, messages and copied descriptors. */
final class NetworkArguments {
  private NetworkArguments() {}

  static void define() {
    EventArguments.define("socket", NetworkArguments::socket);
    EventArguments.define("bind", m -> fd(address(m)));
    EventArguments.define("connect", m -> address(fd(tuple(m, false))));
    EventArguments.define("listen", m -> fd(m).put("backlog", EventArguments.number(Arg.SIZE)));
    EventArguments.define("accept accept4", m -> tuple(newDescriptor(m), true));
    EventArguments.define("accept4", m -> m.put("flags", EventArguments.number(Arg.FLAGS)));
    EventArguments.define("sendto sendmsg", m -> tuple(size(fd(data(m))), false));
    EventArguments.define("sendmmsg", m -> tuple(data(size(fd(m))), false));
    EventArguments.define("recvfrom", m -> size(fd(tuple(data(m), true))));
    EventArguments.define("recvmsg", m -> fd(tuple(data(size(m)), true)));
    EventArguments.define("recvmmsg", m -> tuple(data(size(fd(m))), true));
    EventArguments.define("dup dup2 dup3", m -> m.put("oldfd", EventArguments.number(Arg.FD)));
    EventArguments.define("dup2 dup3", m -> m.put("newfd", EventArguments.number(Arg.NEW_FD)));
    EventArguments.define("dup3", m -> m.put("flags", openFlags()));
    EventArguments.define("fcntl", NetworkArguments::fcntl);
  }

  private static void socket(Map<String, Argument> m) {
    newDescriptor(m)
        .put(
            "domain",
            EventArguments.worded(
                EventArguments.number(Arg.FAMILY),
                c -> NetworkFlags.family(c.event().number(Arg.FAMILY)),
                NetworkFlags.familyOrigin()));
    m.put("type", c -> Long.toString(c.event().number(Arg.SOCKET_TYPE) | flags(c)));
    m.put("proto", EventArguments.number(Arg.PROTOCOL));
    m.put("flags", openFlags());
  }

  /** Of the commands the driver sends those alone that copy. */
  private static void fcntl(Map<String, Argument> m) {
    fd(m).put("cmd", KernelNames.FCNTL.of(Arg.REQUEST));
    m.put("arg", EventArguments.number(Arg.DATA));
  }

  private static long flags(EventContext context) {
    return context.event().number(Arg.FLAGS);
  }

  /** The flags that sockets and copies have are those of an open without its access mode. */
  private static Argument openFlags() {
    return EventArguments.worded(
        EventArguments.number(Arg.FLAGS), c -> Flags.descriptor(flags(c)), Possibility.UNKNOWN);
  }

  /** The result of these calls is a descriptor, not an error number. */
  private static Map<String, Argument> newDescriptor(Map<String, Argument> m) {
    m.remove("res");
    m.put("fd", c -> Long.toString(c.event().result()));
    return m;
  }

  private static Map<String, Argument> fd(Map<String, Argument> m) {
    m.put("fd", EventArguments.number(Arg.FD));
    return m;
  }

  private static Map<String, Argument> size(Map<String, Argument> m) {
    m.put("size", EventArguments.number(Arg.SIZE));
    return m;
  }

  private static Map<String, Argument> data(Map<String, Argument> m) {
    m.put("data", c -> c.textOrNull(Arg.CONTENT));
    return m;
  }

  private static Map<String, Argument> tuple(Map<String, Argument> m, boolean incoming) {
    m.put(
        "tuple",
        c -> {
          Socket socket = c.socket();
          return socket == null ? SocketFields.name(c) : socket.flow(incoming);
        });
    return m;
  }

  /** What a bind or connect names: the own end, or the other. */
  private static Map<String, Argument> address(Map<String, Argument> m) {
    m.put("addr", NetworkArguments::address);
    return m;
  }

  private static @Nullable String address(EventContext context) {
    Socket socket = context.socket();
    return switch (context.event().type()) {
      case BIND -> socket == null ? context.textOrNull(Arg.LOCAL_PATH) : socket.localEnd();
      default -> socket == null ? context.textOrNull(Arg.PATH) : socket.remoteEnd();
    };
  }
}
