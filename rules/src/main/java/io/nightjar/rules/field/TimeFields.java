package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When processes, their containers and executables began; see {@code proc.*} and container.*. */
final class TimeFields {
  private static final long NANOS_PER_TICK = 10_000_000L;

  private TimeFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    list.number(
        "proc.duration", "Nanoseconds since the process started.", c -> age(c, c.process()));
    list.number(
        "proc.ppid.duration", "Nanoseconds since the parent started.", c -> age(c, parent(c)));
    list.number(
        "proc.pid.ts",
        "When the process started, nanoseconds since the epoch.",
        c -> start(c, c.process()));
    list.number(
        "proc.ppid.ts",
        "When the parent started, nanoseconds since the epoch.",
        c -> start(c, parent(c)));
    list.number(
        "proc.pidns_init_start_ts",
        "Start of the first process of its pid namespace since the epoch.",
        TimeFields::namespaceStart);
    list.number(
        "container.start_ts",
        "Start of the container's first process since the epoch.",
        c -> inContainer(c) ? namespaceStart(c) : Extractor.ABSENT);
    list.number(
        "container.duration",
        "Nanoseconds since the container's first process started.",
        c -> inContainer(c) ? sinceBoot(c, namespaceStartNanos(c)) : Extractor.ABSENT);
    list.number(
        "proc.exe_ino.ctime_duration_proc_start",
        "Nanoseconds from the executable's status change to the start.",
        c -> fromChange(c, start(c, c.process())));
    list.number(
        "proc.exe_ino.ctime_duration_pidns_start",
        "Nanoseconds from the start of the pid namespace to the executable's status change after"
            + " it.",
        TimeFields::changeAfterNamespace);
    return list.fields();
  }

  private static long age(EventContext context, @Nullable ProcessInfo process) {
    return process == null
        ? Extractor.ABSENT
        : sinceBoot(context, process.startTimeTicks() * NANOS_PER_TICK);
  }

  private static long sinceBoot(EventContext context, long nanosAfterBoot) {
    return nanosAfterBoot == 0
        ? Extractor.ABSENT
        : Math.max(0, context.event().bootNanos() - nanosAfterBoot);
  }

  private static long start(EventContext context, @Nullable ProcessInfo process) {
    return before(context, age(context, process));
  }

  private static long before(EventContext context, long age) {
    return age == Extractor.ABSENT ? age : context.event().timestampNanos() - age;
  }

  private static @Nullable ProcessInfo parent(EventContext context) {
    ProcessInfo process = context.process();
    return process == null ? null : process.parent();
  }

  /** Since the epoch; absent when it is not known. */
  static long namespaceStart(EventContext context) {
    return before(context, sinceBoot(context, namespaceStartNanos(context)));
  }

  private static long namespaceStartNanos(EventContext context) {
    ProcessInfo process = context.process();
    return process == null ? 0 : process.namespaceStartNanos();
  }

  private static boolean inContainer(EventContext context) {
    ProcessInfo process = context.process();
    return process != null && !process.container().isHost();
  }

  private static long changed(EventContext context) {
    ProcessInfo process = context.process();
    return process == null ? 0 : process.exeChangeTimeNanos();
  }

  private static long fromChange(EventContext context, long start) {
    return changed(context) == 0 || start == Extractor.ABSENT
        ? Extractor.ABSENT
        : Math.max(0, start - changed(context));
  }

  private static long changeAfterNamespace(EventContext context) {
    long begin = namespaceStart(context);
    long changed = changed(context);
    return begin == Extractor.ABSENT || changed <= begin ? Extractor.ABSENT : changed - begin;
  }
}
