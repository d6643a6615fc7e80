package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code fs.path.*}: the path or the two paths of a call that succeeded. Of a link, source is the
 * new name and target is what it points to; of a rename, source is the old name; of a mount, source
 * is what is mounted and target where.
 */
final class PathFields {
  private PathFields() {}

  static List<Field> fields() {
    return new FieldList()
        .text("fs.path.name", "Absolute path of the file.", PathFields::name)
        .text("fs.path.nameraw", "Path as the caller passed it.", PathFields::rawName)
        .text("fs.path.source", "Absolute source path.", c -> source(c, true))
        .text("fs.path.sourceraw", "Source path as passed.", c -> source(c, false))
        .text("fs.path.target", "Absolute target path.", c -> target(c, true))
        .text("fs.path.targetraw", "Target path as passed.", c -> target(c, false))
        .fields();
  }

  private static boolean hasOnePath(EventContext context) {
    return context.event().result() >= 0 && hasOnePath(context.event().type());
  }

  static boolean hasOnePath(EventType type) {
    return switch (type) {
      case OPEN, OPENAT, OPENAT2, CREAT -> true;
      case CHMOD, FCHMOD, FCHMODAT, FCHMODAT2 -> true;
      case CHOWN, LCHOWN, FCHOWN, FCHOWNAT -> true;
      case UNLINK, UNLINKAT, RMDIR, MKDIR, MKDIRAT, UMOUNT2 -> true;
      default -> false;
    };
  }

  private static @Nullable String name(EventContext context) {
    return hasOnePath(context) ? context.absolute(Arg.PATH) : null;
  }

  private static @Nullable String rawName(EventContext context) {
    if (!hasOnePath(context)) {
      return null;
    }
    String raw = context.textOrNull(Arg.RAW_PATH);
    return raw == null ? context.textOrNull(Arg.PATH) : raw;
  }

  private static @Nullable String source(EventContext context, boolean absolute) {
    return path(context, sourceOf(context.event().type()), absolute);
  }

  private static @Nullable String target(EventContext context, boolean absolute) {
    Arg target = targetOf(context.event().type());
    return target == Arg.TARGET
        ? symlinkTarget(context, absolute)
        : path(context, target, absolute);
  }

  /** The source path of a call that has two, or null. */
  static @Nullable Arg sourceOf(EventType type) {
    return switch (type) {
      case RENAME, RENAMEAT, RENAMEAT2 -> Arg.OLD_PATH;
      case LINK, LINKAT -> Arg.NEW_PATH;
      case SYMLINK, SYMLINKAT -> Arg.PATH;
      case MOUNT -> Arg.SOURCE;
      default -> null;
    };
  }

  /** The target path of a call that has two, or null. */
  static @Nullable Arg targetOf(EventType type) {
    return switch (type) {
      case RENAME, RENAMEAT, RENAMEAT2 -> Arg.NEW_PATH;
      case LINK, LINKAT -> Arg.OLD_PATH;
      case SYMLINK, SYMLINKAT -> Arg.TARGET;
      case MOUNT -> Arg.PATH;
      default -> null;
    };
  }

  private static @Nullable String path(EventContext context, @Nullable Arg arg, boolean absolute) {
    if (arg == null || context.event().result() < 0) {
      return null;
    }
    // what is mounted need not be a path
    return absolute && arg != Arg.SOURCE ? context.absolute(arg) : context.textOrNull(arg);
  }

  /** A relative target counts from the working directory, as Falco has it. */
  private static @Nullable String symlinkTarget(EventContext context, boolean absolute) {
    if (context.event().result() < 0) {
      return null;
    }
    String target = context.textOrNull(Arg.TARGET);
    ProcessInfo process = context.process();
    if (target == null || !absolute || target.startsWith("/") || process == null) {
      return target;
    }
    String cwd = process.cwd();
    return cwd.isEmpty() ? target : cwd.endsWith("/") ? cwd + target : cwd + "/" + target;
  }
}
