package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.rules.UtcTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code evt.*}: the event itself; times are UTC. */
final class EventFields {
  private static final long NANOS = 1_000_000_000L;

  private EventFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    list.number("evt.num", "Number of the event since start, from 1.", EventContext::shownNumber);
    times(list);
    kind(list);
    results(list);
    opens(list);
    return list.fields();
  }

  /** Those that an event of any source has. */
  static List<Field> ofEverySource(RuleSource source) {
    FieldList list = new FieldList();
    list.number("evt.num", "Number of the event since start, from 1.", EventContext::shownNumber);
    times(list);
    list.text("evt.source", "Where the event comes from.", c -> source.symbol());
    list.text("evt.hostname", "Name of the node.", EventContext::hostname);
    list.text("evt.pluginname", "Name of the source in Falco.", c -> "k8saudit");
    return list.fields();
  }

  static String timeOfDay(EventContext context) {
    return format(UtcTime::appendTime, context);
  }

  static String iso(EventContext context) {
    return text(context, true, "T", "+0000");
  }

  private static void times(FieldList list) {
    list.time("evt.time", "Time of day with nanoseconds.", EventFields::timeOfDay);
    list.time("evt.time.s", "Time of day in seconds.", c -> format(UtcTime::appendSecond, c));
    list.time("evt.time.iso8601", "Date and time as ISO 8601.", EventFields::iso);
    list.time("evt.datetime", "Date and time with nanoseconds.", c -> text(c, true, " ", ""));
    list.time("evt.datetime.s", "Date and time in seconds.", c -> text(c, false, " ", ""));
    list.number(
        "evt.rawtime", "When it happened, nanoseconds since the epoch.", EventContext::timeNanos);
    list.number(
        "evt.rawtime.s",
        "When it happened, whole seconds since the epoch.",
        c -> c.timeNanos() / NANOS);
    list.number(
        "evt.rawtime.ns",
        "When it happened, nanoseconds behind the second.",
        c -> c.timeNanos() % NANOS);
  }

  private static void kind(FieldList list) {
    list.text("evt.type", "Name of the system call.", c -> EventNames.nameOf(c.event().type()));
    list.text("syscall.type", "Name of the system call.", c -> EventNames.nameOf(c.event().type()));
    list.text("evt.dir", "Always '<': events are sent when a call returns.", c -> "<");
    list.text("evt.source", "Always 'syscall'.", c -> "syscall");
    list.text("evt.hostname", "Name of the node.", EventContext::hostname);
    list.number("evt.cpu", "Number of the processor.", c -> c.event().cpu());
    list.number("evt.count", "Always 1.", c -> 1);
    list.flag("evt.is_async", "Always false.", c -> 0);
    list.flag("evt.is_wait", "Always false.", c -> 0);
    transfers(list);
    list.add(
        new Field(
            "evt.type.is",
            FieldType.NUMBER,
            Field.Argument.REQUIRED,
            null,
            "1 if the event has the type of the argument, else 0.",
            EventFields::typeIs));
  }

  private static void transfers(FieldList list) {
    list.flag("evt.is_io", "Whether it moves data.", c -> isRead(c) || isWrite(c) ? 1 : 0);
    list.flag("evt.is_io_read", "Whether it receives data.", c -> isRead(c) ? 1 : 0);
    list.flag("evt.is_io_write", "Whether it sends data.", c -> isWrite(c) ? 1 : 0);
    list.text("evt.io_dir", "read or write.", EventFields::direction);
    list.flag("evt.is_syslog", "Whether it writes to /dev/log.", c -> isSyslog(c) ? 1 : 0);
    list.text("evt.buffer", "The first 80 bytes that were moved.", new Content());
    list.number("evt.buflen", "How many bytes of them there are.", EventFields::contentLength);
  }

  private static boolean isRead(EventContext context) {
    return isRead(context.event().type());
  }

  private static boolean isWrite(EventContext context) {
    return isWrite(context.event().type());
  }

  static boolean isRead(EventType type) {
    return switch (type) {
      case RECVFROM, RECVMSG, RECVMMSG -> true;
      default -> false;
    };
  }

  static boolean isWrite(EventType type) {
    return switch (type) {
      case SENDTO, SENDMSG, SENDMMSG -> true;
      default -> false;
    };
  }

  private static @Nullable String direction(EventContext context) {
    return isRead(context) ? "read" : isWrite(context) ? "write" : null;
  }

  private static boolean isSyslog(EventContext context) {
    return isWrite(context) && context.event().text(Arg.PATH).contains("/dev/log");
  }

  private static long contentLength(EventContext context) {
    EventView event = context.event();
    return event.has(Arg.CONTENT) ? event.textLength(Arg.CONTENT) : Extractor.ABSENT;
  }

  /** Bytes that need not be a text; checks see them as they are. */
  private static final class Content implements Extractor.Text {
    @Override
    public @Nullable String text(EventContext context) {
      return context.textOrNull(Arg.CONTENT);
    }

    @Override
    public @Nullable Arg argument(EventContext context) {
      return context.event().textLength(Arg.CONTENT) > 0 ? Arg.CONTENT : null;
    }
  }

  private static @Nullable Extractor typeIs(@Nullable String name) {
    if (name == null || !EventNames.known().contains(name)) {
      return null;
    }
    EventType type = EventNames.typeOf(name);
    return (Extractor.Numeric) c -> c.event().type() == type ? 1 : 0;
  }

  private static void results(FieldList list) {
    list.text("evt.res", "SUCCESS or the name of the error.", EventFields::result);
    list.number("evt.rawres", "Return value, negative for an error.", EventFields::rawResult);
    list.flag("evt.failed", "Whether the call failed.", EventFields::failed);
    list.number("evt.count.error", "1 if the call failed.", EventFields::failed);
  }

  private static long rawResult(EventContext context) {
    EventView event = context.event();
    return event.hasResult() ? event.result() : Extractor.ABSENT;
  }

  private static long failed(EventContext context) {
    EventView event = context.event();
    return event.hasResult() ? (event.result() < 0 ? 1 : 0) : Extractor.ABSENT;
  }

  private static @Nullable String result(EventContext context) {
    if (!context.event().hasResult()) {
      return null;
    }
    long result = context.event().result();
    return result < 0 ? NameTable.errno(-result) : "SUCCESS";
  }

  private static void opens(FieldList list) {
    list.flag(
        "evt.is_open_read",
        "Whether a file was opened for reading.",
        c -> isOpen(c) && (openFlags(c) & Flags.ACCESS_MODE) != Flags.WRITE_ONLY ? 1 : 0);
    list.flag(
        "evt.is_open_write",
        "Whether a file was opened for writing.",
        c -> isOpen(c) && (openFlags(c) & Flags.ACCESS_MODE) != 0 ? 1 : 0);
    list.flag(
        "evt.is_open_exec",
        "Whether an open creates a file that can be executed.",
        c -> isOpen(c) && mayCreate(c) && (c.event().number(Arg.MODE) & 0111) != 0 ? 1 : 0);
    list.flag(
        "evt.is_open_create",
        "Whether an open created the file.",
        c -> isOpen(c) && c.event().number(Arg.CREATED) != 0 ? 1 : 0);
  }

  private static boolean mayCreate(EventContext context) {
    return (openFlags(context) & (Flags.CREATE | Flags.TEMPORARY_FILE)) != 0;
  }

  static boolean isOpen(EventContext context) {
    return isOpen(context.event().type());
  }

  static boolean isOpen(EventType type) {
    return switch (type) {
      case OPEN, OPENAT, OPENAT2, CREAT -> true;
      default -> false;
    };
  }

  /** The flags of an open; creat has none of its own but means these. */
  static long openFlags(EventContext context) {
    EventView event = context.event();
    boolean implied = event.type() == EventType.CREAT && !event.has(Arg.FLAGS);
    return implied ? Flags.CREATE | Flags.WRITE_ONLY | Flags.TRUNCATE : event.number(Arg.FLAGS);
  }

  private interface Append {
    StringBuilder to(StringBuilder text, long nanos);
  }

  private static String format(Append append, EventContext context) {
    return append.to(new StringBuilder(20), context.timeNanos()).toString();
  }

  private static String text(
      EventContext context, boolean fraction, String between, String behind) {
    StringBuilder text = new StringBuilder(40);
    long nanos = context.timeNanos();
    UtcTime.appendDate(text, nanos).append(between);
    if (fraction) {
      UtcTime.appendTime(text, nanos);
    } else {
      UtcTime.appendSecond(text, nanos);
    }
    return text.append(behind).toString();
  }
}
