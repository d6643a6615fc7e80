package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;

/** Calls that name files: their mode, owner, names, mounts; and the working directory. */
final class PathConversions {
  private static final long REMOVE_DIRECTORY = 0x200;

  private PathConversions() {}

  static Conversion chmod(EventType type) {
    return scene -> {
      scene.begin(type).number(Arg.MODE, scene.call().number("mode", 0) & 07777);
      if (type == EventType.FCHMOD) {
        scene.descriptor(Arg.FD, "fd").pathOf(Arg.PATH, "fd").send();
      } else {
        scene.pathAt("filename", "dirfd").send();
      }
    };
  }

  static Conversion chown(EventType type) {
    return scene -> {
      scene.begin(type).number(Arg.OWNER_UID, "uid").number(Arg.OWNER_GID, "gid");
      if (type == EventType.FCHOWN) {
        scene.descriptor(Arg.FD, "fd").pathOf(Arg.PATH, "fd").send();
      } else if (type == EventType.FCHOWNAT) {
        scene.pathAt("pathname", "dirfd").number(Arg.FLAGS, "flags").send();
      } else {
        scene.path("path").send();
      }
    };
  }

  /** rename, link and kin; the names of the directories differ by call. */
  static Conversion twoPaths(EventType type, String oldDirectory, String newDirectory) {
    return scene -> {
      long oldFd = scene.directoryFd(oldDirectory);
      long newFd = scene.directoryFd(newDirectory);
      scene
          .begin(type)
          .number(Arg.OLD_DIRECTORY_FD, oldFd)
          .number(Arg.NEW_DIRECTORY_FD, newFd)
          .number(Arg.FLAGS, "flags")
          .path(Arg.OLD_PATH, Arg.OLD_DIRECTORY, "oldpath", oldFd)
          .path(Arg.NEW_PATH, Arg.NEW_DIRECTORY, "newpath", newFd)
          .send();
    };
  }

  static Conversion symlink(EventType type) {
    return scene ->
        scene
            .begin(type)
            .text(Arg.TARGET, scene.call().text("target"))
            .pathAt("linkpath", "linkdirfd")
            .send();
  }

  static void unlink(Scene scene) {
    scene.begin(EventType.UNLINK).number(Arg.FLAGS, 0).path("path").send();
  }

  static void unlinkAt(Scene scene) {
    scene
        .begin(EventType.UNLINKAT)
        .number(Arg.FLAGS, scene.call().number("flags", 0))
        .pathAt("name", "dirfd")
        .send();
  }

  static void rmdir(Scene scene) {
    scene.begin(EventType.RMDIR).number(Arg.FLAGS, REMOVE_DIRECTORY).path("path").send();
  }

  static Conversion make(EventType type) {
    return scene -> {
      scene.begin(type).number(Arg.MODE, "mode");
      if (scene.call().has("dev")) {
        scene.number(Arg.DEVICE, PpmNumbers.device(scene.call().number("dev", 0)));
      }
      scene.pathAt("path", "dirfd").send();
    };
  }

  static void mount(Scene scene) {
    Call call = scene.call();
    scene
        .begin(EventType.MOUNT)
        .number(Arg.FLAGS, "flags")
        .text(Arg.SOURCE, call.text("dev"))
        .text(Arg.FILESYSTEM, call.text("type"))
        .path(Arg.PATH, Arg.DIRECTORY, "dir", Scene.WORKING_DIRECTORY)
        .send();
  }

  static void unmount(Scene scene) {
    scene.begin(EventType.UMOUNT2).number(Arg.FLAGS, "flags").path("name").send();
  }

  static void chroot(Scene scene) {
    String path = scene.call().text("path");
    scene.begin(EventType.CHROOT).text(Arg.RAW_PATH, path);
    if (scene.failed() || path == null) {
      scene.path(Arg.PATH, Arg.DIRECTORY, "path", Scene.WORKING_DIRECTORY);
    } else {
      scene.text(Arg.PATH, scene.absolute(path, Scene.WORKING_DIRECTORY));
    }
    scene.send();
  }

  static void chdir(Scene scene) {
    String path = scene.call().text("path");
    if (!scene.failed() && path != null) {
      enter(scene, scene.absolute(path, Scene.WORKING_DIRECTORY));
    }
  }

  static void fchdir(Scene scene) {
    if (!scene.failed()) {
      enter(scene, scene.process().descriptors().path(scene.call().number("fd", -1)));
    }
  }

  /** The kernel's own word. */
  static void getcwd(Scene scene) {
    String path = scene.call().text("path");
    if (!scene.failed() && path != null) {
      enter(scene, path);
    }
  }

  private static void enter(Scene scene, String path) {
    scene.process().changeDirectory(path.startsWith("/") ? Bounds.path(path) : "");
  }
}
