package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.NumberTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code fd.*} and {@code fs.path.*} are made of: see {@link DescriptorFields}. */
final class DescriptorOrigins {
  private DescriptorOrigins() {}

  static List<Possibility> of(String field, EventType type) {
    if (field.startsWith("fs.path.")) {
      return ofPath(field, type);
    }
    if (!field.startsWith("fd.")) {
      return Possibility.UNKNOWN;
    }
    if (DescriptorFields.isFile(type)) {
      return ofFile(field, type);
    }
    if (SocketOrigins.isSocketCall(type)) {
      return SocketOrigins.of(field, type);
    }
    return hasNone(type) ? ofPathCall(field) : Possibility.UNKNOWN;
  }

  private static List<Possibility> ofPathCall(String field) {
    return switch (field) {
      case "fd.name", "fd.directory", "fd.filename", "fd.type", "fd.typechar" ->
          Possibility.MISSING;
      default -> Possibility.UNKNOWN;
    };
  }

  private static List<Possibility> ofPath(String field, EventType type) {
    return switch (field) {
      case "fs.path.name" -> onSuccess(PathFields.hasOnePath(type) ? Arg.PATH : null);
      case "fs.path.source" -> onSuccess(PathFields.sourceOf(type));
      case "fs.path.target" -> onSuccess(PathFields.targetOf(type));
      default -> Possibility.UNKNOWN;
    };
  }

  /**
   * What a symbolic link points to and what is mounted is the caller's text, of which the kernel
   * judges nothing.
   */
  private static List<Possibility> onSuccess(@Nullable Arg arg) {
    if (arg == null) {
      return Possibility.MISSING;
    }
    boolean text = arg == Arg.TARGET || arg == Arg.SOURCE;
    return Possibility.onSuccess(
        text ? new Origin.Unknown() : new Origin.Path(arg, Origin.Part.WHOLE));
  }

  /** Calls on paths alone: what they name is no descriptor's name. */
  private static boolean hasNone(EventType type) {
    return switch (type) {
      case SYMLINK, SYMLINKAT, LINK, LINKAT, RENAME, RENAMEAT, RENAMEAT2 -> true;
      case CHMOD, FCHMODAT, FCHMODAT2, CHOWN, LCHOWN, FCHOWNAT -> true;
      case UNLINK, UNLINKAT, RMDIR -> true;
      default -> false;
    };
  }

  private static List<Possibility> ofFile(String field, EventType type) {
    return switch (field) {
      case "fd.name" -> Possibility.path(Arg.PATH);
      case "fd.directory" -> Possibility.always(new Origin.Path(Arg.PATH, Origin.Part.DIRECTORY));
      case "fd.filename" -> Possibility.always(new Origin.Path(Arg.PATH, Origin.Part.NAME));
      case "fd.typechar" -> kind(type, "d", "f");
      case "fd.type" -> kind(type, "directory", "file");
      case "fd.num" -> EventFields.isOpen(type) ? opened() : numberOf(Arg.FD);
      case "fd.ino" -> EventFields.isOpen(type) ? numberOf(Arg.INODE) : Possibility.UNKNOWN;
      default -> Possibility.UNKNOWN;
    };
  }

  /** Of what could not be opened, made or accepted the number is -1. */
  static List<Possibility> opened() {
    return List.of(
        Possibility.when(Outcome.SUCCEEDED, new Origin.NumberOf(null)),
        Possibility.when(Outcome.FAILED, new Origin.FixedNumber(-1)));
  }

  /** A call on a file that was open before may not tell its kind. */
  private static List<Possibility> kind(EventType type, String directory, String file) {
    List<Possibility> all = new ArrayList<>();
    all.add(Possibility.when(new Origin.FixedText(directory), isDirectory(false)));
    all.add(Possibility.when(new Origin.FixedText(file), isDirectory(true)));
    if (!EventFields.isOpen(type)) {
      all.addAll(Possibility.MISSING);
    }
    return all;
  }

  private static NumberTest isDirectory(boolean negated) {
    return new NumberTest(
        Arg.FILE_MODE,
        DescriptorType.FORMAT_MASK,
        Set.of(DescriptorType.DIRECTORY_FORMAT),
        negated);
  }

  static List<Possibility> numberOf(Arg arg) {
    return Possibility.always(new Origin.NumberOf(arg));
  }
}
