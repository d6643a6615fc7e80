package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * socket, bind, connect, accept and what is sent through them. An accept does not name the
 * descriptor that listens, so it has no {@link Arg#FD}; its result is the new one.
 */
final class SocketConversions {
  private static final int TYPE_MASK = 0xf;
  private static final int CLOSE_ON_EXEC = 02000000;
  private static final int CONTENT = 80;
  private static final long IN_PROGRESS = -115;

  private SocketConversions() {}

  static void socket(Scene scene) {
    Call call = scene.call();
    int type = (int) call.number("type", 0);
    scene.process().descriptors().put(scene.result(), made(call, 0));
    scene
        .begin(EventType.SOCKET)
        .number(Arg.FAMILY, "domain")
        .number(Arg.SOCKET_TYPE, type & TYPE_MASK)
        .number(Arg.PROTOCOL, "proto")
        .number(Arg.FLAGS, type & ~TYPE_MASK)
        .send();
  }

  private static Descriptor made(Call call, int usualFamily) {
    int type = (int) call.number("type", 0);
    SocketState socket =
        SocketState.of(
            (int) call.number("domain", usualFamily),
            type & TYPE_MASK,
            (int) call.number("proto", 0));
    return Descriptor.ofSocket(socket, (type & CLOSE_ON_EXEC) != 0);
  }

  /** Two sockets that are connected to each other. */
  static void socketPair(Scene scene) {
    if (!scene.failed()) {
      Descriptor one = made(scene.call(), SocketEnds.UNIX);
      SocketState socket = one.socket() == null ? SocketState.UNKNOWN : one.socket();
      Descriptor pair = Descriptor.ofSocket(socket.whenConnected(), one.closeOnExec());
      scene.process().descriptors().put(scene.call().descriptor("fd1"), pair);
      scene.process().descriptors().put(scene.call().descriptor("fd2"), pair);
    }
  }

  static void connect(Scene scene) {
    Call call = scene.call();
    int fd = call.descriptor("fd");
    SocketState asked = towards(known(scene, fd), call);
    boolean works = !scene.failed() || scene.result() == IN_PROGRESS;
    // one that is under way is connected for those who use it later, but not yet for this call
    SocketState told = scene.failed() ? asked : asked.whenConnected();
    if (works) {
      become(scene, fd, asked.whenConnected());
    }
    scene.begin(EventType.CONNECT).number(Arg.FD, fd);
    ends(scene, told).send();
  }

  private static SocketState towards(SocketState socket, Call call) {
    SocketEnds tuple = SocketEnds.ofTuple(call.bytes("tuple"));
    if (tuple != null && (tuple.destination() != null || tuple.path() != null)) {
      return socket.between(tuple, false);
    }
    SocketEnds address = SocketEnds.ofAddress(call.bytes("addr"));
    if (address != null) {
      return socket
          .withFamily(address.family())
          .to(address.source(), address.sourcePort(), address.path());
    }
    return tuple == null ? socket : socket.withFamily(tuple.family());
  }

  static void bind(Scene scene) {
    Call call = scene.call();
    int fd = call.descriptor("fd");
    SocketEnds address = SocketEnds.ofAddress(call.bytes("addr"));
    SocketState bound = known(scene, fd);
    if (address != null) {
      bound =
          bound
              .withFamily(address.family())
              .from(address.source(), address.sourcePort(), address.path());
    }
    if (!scene.failed()) {
      bound = bound.whenChosen();
      become(scene, fd, bound);
    }
    scene.begin(EventType.BIND).number(Arg.FD, fd);
    ends(scene, bound).send();
  }

  static void listen(Scene scene) {
    int fd = scene.call().descriptor("fd");
    SocketState socket = known(scene, fd);
    if (!scene.failed()) {
      socket = socket.whenServing();
      become(scene, fd, socket);
    }
    scene.begin(EventType.LISTEN).number(Arg.FD, fd).number(Arg.SIZE, "backlog");
    ends(scene, socket).send();
  }

  static Conversion accept(EventType type) {
    return scene -> {
      SocketEnds tuple = SocketEnds.ofTuple(scene.call().bytes("tuple"));
      SocketState accepted = SocketState.UNKNOWN;
      if (tuple != null) {
        accepted = SocketState.of(tuple.family(), SocketState.STREAM, 0);
        // a unix socket's name is that of the one that listens
        accepted =
            tuple.family() == SocketEnds.UNIX
                ? accepted.from(null, 0, tuple.path())
                : accepted.between(tuple, true);
      }
      accepted = accepted.whenServing();
      if (!scene.failed()) {
        accepted = accepted.whenConnected();
        become(scene, scene.result(), accepted);
      }
      scene.begin(type).number(Arg.FLAGS, "flags");
      ends(scene, accepted).send();
    };
  }

  /** Sends and receives; each message can have an other end of its own. */
  static Conversion message(EventType type, boolean inbound) {
    return scene -> {
      Call call = scene.call();
      int fd = call.descriptor("fd");
      SocketState socket = known(scene, fd);
      SocketEnds tuple = SocketEnds.ofTuple(call.bytes("tuple"));
      if (tuple != null && (tuple.source() != null || tuple.path() != null)) {
        socket = socket.between(tuple, inbound);
      }
      scene.begin(type).number(Arg.FD, fd).number(Arg.SIZE, "size");
      ByteBuffer data = call.bytes("data");
      if (data != null && data.capacity() > 0) {
        byte[] content = new byte[Math.min(data.capacity(), CONTENT)];
        data.get(0, content);
        scene.encoder().text(Arg.CONTENT, content);
      }
      ends(scene, socket).send();
    };
  }

  private static SocketState known(Scene scene, int fd) {
    Descriptor descriptor = scene.process().descriptors().get(fd);
    return descriptor == null || descriptor.socket() == null
        ? SocketState.UNKNOWN
        : descriptor.socket();
  }

  private static void become(Scene scene, long fd, SocketState socket) {
    Descriptor before = scene.process().descriptors().get(fd);
    boolean closeOnExec = before != null && before.closeOnExec();
    scene.process().descriptors().put(fd, Descriptor.ofSocket(socket, closeOnExec));
  }

  /** Says what is known of a socket. */
  static Scene ends(Scene scene, SocketState socket) {
    known(scene, Arg.FAMILY, socket.family());
    known(scene, Arg.PROTOCOL, socket.usualProtocol());
    known(scene, Arg.SOCKET_TYPE, socket.type());
    if (socket.family() != 0) {
      scene.number(Arg.CONNECTED, socket.connected() ? 1 : 0);
      scene.number(Arg.SERVER, socket.server() ? 1 : 0);
    }
    address(scene, Arg.REMOTE_ADDRESS, Arg.REMOTE_PORT, socket.remote(), socket.remotePort());
    address(scene, Arg.LOCAL_ADDRESS, Arg.LOCAL_PORT, socket.local(), socket.localPort());
    return scene.text(Arg.PATH, socket.remoteName()).text(Arg.LOCAL_PATH, socket.localName());
  }

  private static void known(Scene scene, Arg arg, long value) {
    if (value != 0) {
      scene.number(arg, value);
    }
  }

  private static void address(
      Scene scene, Arg arg, Arg portArg, @Nullable InetAddress address, int port) {
    if (address != null) {
      scene.encoder().address(arg, address);
      scene.number(portArg, port);
    }
  }
}
