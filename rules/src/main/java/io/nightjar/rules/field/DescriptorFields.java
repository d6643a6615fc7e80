package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code fd.*}: the file or socket that the call made or works on. What could not be opened,
 * accepted or made has the number -1; a file still has its name. Of a copied descriptor the number
 * is that of the copy.
 */
final class DescriptorFields {
  private static final long MINOR_BITS = 20;

  private DescriptorFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    list.number("fd.num", "Number of the descriptor.", DescriptorFields::number);
    list.text("fd.type", "file, directory, ipv4, ipv6, unix, pipe …", c -> word(c));
    list.text("fd.typechar", "The type as one character.", c -> character(c));
    list.text("fd.name", "Path, or ends of the connection.", new Name());
    list.text("fd.nameraw", "Path as the caller passed it.", new RawName());
    list.text("fd.directory", "Directory of a file.", DescriptorFields::directory);
    list.text("fd.filename", "File name without directory.", DescriptorFields::fileName);
    list.number("fd.dev", "Device of the file.", c -> device(c, DescriptorFields::encoded));
    list.number(
        "fd.dev.major", "Major number of the device.", c -> device(c, d -> d >> MINOR_BITS));
    list.number(
        "fd.dev.minor", "Minor number of the device.", c -> device(c, DescriptorFields::minor));
    list.number("fd.ino", "Inode of the file.", c -> ofFile(c, Arg.INODE));
    list.text("fd.uid", "Thread and number in one text.", DescriptorFields::unique);
    list.text(
        "fd.containername", "Container id and name in one text.", c -> inContainer(c, name(c)));
    list.text(
        "fd.containerdirectory",
        "Container id and directory in one text.",
        c -> inContainer(c, directory(c)));
    return list.fields();
  }

  private static boolean isFile(EventContext context) {
    return isFile(context.event().type());
  }

  static boolean isFile(EventType type) {
    return switch (type) {
      case OPEN, OPENAT, OPENAT2, CREAT, FCHMOD, FCHOWN, FINIT_MODULE -> true;
      default -> false;
    };
  }

  private static boolean isCopy(EventContext context) {
    return switch (context.event().type()) {
      case DUP, DUP2, DUP3, FCNTL -> true;
      default -> false;
    };
  }

  private static long number(EventContext context) {
    EventView event = context.event();
    if (!event.hasResult()) {
      return Extractor.ABSENT;
    }
    return switch (event.type()) {
      case OPEN, OPENAT, OPENAT2, CREAT, SOCKET, ACCEPT, ACCEPT4 ->
          event.result() < 0 ? -1 : event.result();
      case DUP, DUP2, DUP3 -> event.result() < 0 ? event.number(Arg.FD) : event.result();
      default -> context.numberOrAbsent(Arg.FD);
    };
  }

  private static @Nullable String word(EventContext context) {
    DescriptorType type = DescriptorType.of(context);
    return type == null ? null : type.word();
  }

  private static @Nullable String character(EventContext context) {
    DescriptorType type = DescriptorType.of(context);
    return type == null ? null : type.character();
  }

  /** The path of a file that was opened lies resolved in the record and is used as it is. */
  private static final class Name implements Extractor.Text {
    @Override
    public @Nullable String text(EventContext context) {
      return name(context);
    }

    @Override
    public @Nullable Arg argument(EventContext context) {
      return context.event().isResolved() ? Arg.PATH : null;
    }
  }

  private static final class RawName implements Extractor.Text {
    @Override
    public @Nullable String text(EventContext context) {
      String raw = isFile(context) ? context.textOrNull(Arg.RAW_PATH) : null;
      return raw == null ? path(context) : raw;
    }

    @Override
    public @Nullable Arg argument(EventContext context) {
      return isFile(context) && context.event().textLength(Arg.RAW_PATH) > 0 ? Arg.RAW_PATH : null;
    }
  }

  private static @Nullable String name(EventContext context) {
    if (isFile(context)) {
      return context.absolute(Arg.PATH);
    }
    boolean socket = context.event().has(Arg.FAMILY);
    return isCopy(context) && !socket ? copied(context) : SocketFields.name(context);
  }

  private static @Nullable String copied(EventContext context) {
    if (DescriptorType.of(context) == DescriptorType.PIPE) {
      return "pipe:[" + context.event().number(Arg.INODE) + "]";
    }
    return context.textOrNull(Arg.PATH);
  }

  /** Of what lies in a directory. */
  private static @Nullable String path(EventContext context) {
    if (isFile(context)) {
      return context.absolute(Arg.PATH);
    }
    DescriptorType type = isCopy(context) ? DescriptorType.of(context) : null;
    boolean file = type == DescriptorType.FILE || type == DescriptorType.DIRECTORY;
    return file ? context.textOrNull(Arg.PATH) : null;
  }

  private static @Nullable String directory(EventContext context) {
    String path = path(context);
    if (path == null || path.indexOf('/') < 0) {
      return null;
    }
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private static @Nullable String fileName(EventContext context) {
    String path = path(context);
    return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
  }

  private static long ofFile(EventContext context, Arg arg) {
    return isFile(context) || isCopy(context) ? context.numberOrAbsent(arg) : Extractor.ABSENT;
  }

  private interface OfDevice {
    long number(long device);
  }

  private static long device(EventContext context, OfDevice part) {
    long device = ofFile(context, Arg.DEVICE);
    return device == Extractor.ABSENT ? device : part.number(device);
  }

  private static long minor(long device) {
    return device & ((1L << MINOR_BITS) - 1);
  }

  /** A device number as programs know it. */
  static long encoded(long device) {
    long minor = minor(device);
    return (minor & 0xff) | (device >> MINOR_BITS << 8) | ((minor & ~0xffL) << 12);
  }

  private static @Nullable String unique(EventContext context) {
    long number = number(context);
    return number == Extractor.ABSENT ? null : context.event().tid() + Long.toString(number);
  }

  private static @Nullable String inContainer(EventContext context, @Nullable String name) {
    String container = ContainerFields.shortId(context);
    return name == null || container == null ? null : container + ":" + name;
  }
}
