package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import org.jspecify.annotations.Nullable;

/** open, openat, openat2, creat: the path is made absolute, but links in it stay. */
final class OpenConversions {
  /** O_CREAT | O_WRONLY | O_TRUNC */
  private static final long CREAT_FLAGS = 01101;

  private OpenConversions() {}

  static Conversion of(EventType type) {
    return scene -> {
      remember(scene);
      tell(type, scene);
    };
  }

  /** Notes what the new descriptor stands for. */
  static void remember(Scene scene) {
    Call call = scene.call();
    String name = name(call);
    if (scene.failed()) {
      return;
    }
    long flags = call.number("flags", 0);
    Descriptor.Kind kind =
        (flags & PpmNumbers.OPEN_DIRECTORY) != 0 ? Descriptor.Kind.DIRECTORY : Descriptor.Kind.FILE;
    String path = name == null ? null : scene.absolute(name, scene.directoryFd("dirfd"));
    scene
        .process()
        .descriptors()
        .put(
            scene.result(),
            Descriptor.ofFile(
                kind,
                path == null ? null : Bounds.path(path),
                (flags & PpmNumbers.OPEN_CLOSE_ON_EXEC) != 0));
  }

  private static @Nullable String name(Call call) {
    String name = call.text("name");
    return name == null ? call.text("path") : name;
  }

  private static void tell(EventType type, Scene scene) {
    Call call = scene.call();
    long flags = call.number("flags", 0);
    boolean creat = type == EventType.CREAT;
    long directoryFd = scene.directoryFd("dirfd");
    scene
        .begin(type)
        .number(Arg.DIRECTORY_FD, directoryFd)
        .number(Arg.FLAGS, creat ? CREAT_FLAGS : PpmNumbers.openFlags(flags))
        .number(Arg.MODE, "mode");
    if (type == EventType.OPENAT2) {
      scene.number(Arg.RESOLVE, PpmNumbers.resolveFlags(call.number("resolve", 0)));
    }
    if (scene.failed()) {
      scene
          .path(Arg.PATH, Arg.DIRECTORY, "name", directoryFd)
          .text(Arg.RAW_PATH, call.text("name"))
          .send();
      return;
    }
    if (call.has("dev")) {
      scene.number(Arg.DEVICE, PpmNumbers.device(call.number("dev", 0)));
    }
    scene
        .number(Arg.INODE, "ino")
        .number(Arg.CREATED, (flags & PpmNumbers.OPEN_CREATED) != 0 ? 1 : 0)
        .text(Arg.PATH, scene.process().descriptors().path(scene.result()))
        .text(Arg.RAW_PATH, call.text("name"))
        .send();
  }
}
