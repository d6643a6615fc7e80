package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.scap.Descriptor.Kind;
import org.jspecify.annotations.Nullable;

/**
 * dup and its kin, fcntl among them, are told; close, pipe and what else makes descriptors is only
 * noted.
 */
final class DescriptorConversions {
  private static final int FCNTL_DUP = 1;
  private static final int FCNTL_DUP_CLOSE_ON_EXEC = 26;
  private static final long F_DUPFD = 0;
  private static final long F_DUPFD_CLOEXEC = 1030;
  private static final int KEEP_AND_CLOSE_ON_EXEC = 1 << 2;

  private DescriptorConversions() {}

  static Conversion dup(EventType type) {
    return scene -> {
      Call call = scene.call();
      boolean closeOnExec = (call.number("flags", 0) & PpmNumbers.OPEN_CLOSE_ON_EXEC) != 0;
      String from = call.has("oldfd") ? "oldfd" : "fd";
      long fd = call.descriptor(from);
      Descriptor copied = copy(scene, fd, scene.result(), closeOnExec);
      scene.begin(type).number(Arg.FD, fd).number(Arg.NEW_FD, call.descriptor("newfd"));
      if (type == EventType.DUP3) {
        scene.number(Arg.FLAGS, closeOnExec ? PpmNumbers.openFlags(1 | 1 << 12) : 0);
      }
      tell(scene, copied);
      scene.send();
    };
  }

  private static void tell(Scene scene, @Nullable Descriptor copied) {
    if (copied == null) {
      return;
    }
    if (copied.socket() == null) {
      scene.text(Arg.PATH, copied.path());
    } else {
      SocketConversions.ends(scene, copied.socket());
    }
    if (copied.kind() != Kind.OTHER) {
      scene.number(Arg.FILE_MODE, copied.kind().format());
    }
  }

  private static @Nullable Descriptor copy(Scene scene, long from, long to, boolean closeOnExec) {
    Descriptors descriptors = scene.process().descriptors();
    Descriptor copied = descriptors.get(from);
    if (to >= 0) {
      if (copied == null) {
        descriptors.remove(to);
      } else {
        descriptors.put(to, copied.closingOnExec(closeOnExec));
      }
    }
    return copied;
  }

  /** Told where it copies; what else it does changes nothing that is told. */
  static void fcntl(Scene scene) {
    Call call = scene.call();
    long command = call.number("cmd", 0);
    boolean closeOnExec = command == FCNTL_DUP_CLOSE_ON_EXEC;
    if (command != FCNTL_DUP && !closeOnExec) {
      return;
    }
    long fd = call.descriptor("fd");
    Descriptor copied = copy(scene, fd, scene.result(), closeOnExec);
    scene
        .begin(EventType.FCNTL)
        .number(Arg.FD, fd)
        .number(Arg.REQUEST, closeOnExec ? F_DUPFD_CLOEXEC : F_DUPFD);
    if (call.has("arg")) {
      scene.number(Arg.DATA, call.number("arg", 0));
    }
    tell(scene, copied);
    scene.send();
  }

  static void close(Scene scene) {
    if (!scene.failed()) {
      scene.process().descriptors().remove(scene.call().descriptor("fd"));
    }
  }

  static void closeRange(Scene scene) {
    Call call = scene.call();
    if (!scene.failed() && (call.number("flags", 0) & KEEP_AND_CLOSE_ON_EXEC) == 0) {
      scene
          .process()
          .descriptors()
          .removeBetween(call.number("first", Long.MAX_VALUE), call.number("last", 0));
    }
  }

  static void pipe(Scene scene) {
    if (!scene.failed()) {
      boolean closeOnExec = (scene.call().number("flags", 0) & PpmNumbers.OPEN_CLOSE_ON_EXEC) != 0;
      Descriptor pipe = Descriptor.ofFile(Kind.PIPE, null, closeOnExec);
      scene.process().descriptors().put(scene.call().descriptor("fd1"), pipe);
      scene.process().descriptors().put(scene.call().descriptor("fd2"), pipe);
    }
  }

  /** The result is a descriptor that stands for no file. */
  static void anonymous(Scene scene) {
    scene.process().descriptors().put(scene.result(), Descriptor.ofFile(Kind.OTHER, null, false));
  }

  static void memfd(Scene scene) {
    String name = scene.call().text("name");
    scene
        .process()
        .descriptors()
        .put(
            scene.result(),
            Descriptor.ofFile(
                Kind.FILE, name == null ? null : "memfd:" + Bounds.name(name), false));
    scene
        .begin(EventType.MEMFD_CREATE)
        .number(Arg.FLAGS, "flags")
        .text(Arg.NAME, name == null ? null : Bounds.name(name))
        .send();
  }
}
