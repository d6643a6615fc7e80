package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.ProcessInfo;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code proc.*} and {@code thread.*}: the process that made the call. */
final class ProcessFields {
  private static final int AT_FDCWD = -100;
  private static final int MAX_ANCESTORS = 64;

  private ProcessFields() {}

  /** Reads a text of a process; an empty text counts as missing. */
  interface OfProcess {
    String text(ProcessInfo process);
  }

  /** Reads a number of a process. */
  interface NumberOfProcess {
    long number(ProcessInfo process);
  }

  static List<Field> fields() {
    FieldList list = new FieldList();
    program(list);
    numbers(list);
    threads(list);
    leaders(list);
    executable(list);
    return list.fields();
  }

  private static void program(FieldList list) {
    list.text("proc.name", "Name (comm), at most 15 bytes.", text(ProcessInfo::name));
    list.text("proc.exe", "First element of the command line.", text(ProcessInfo::exe));
    list.text("proc.exepath", "Path of the executable.", text(ProcessInfo::exePath));
    list.text("proc.cmdline", "Name and arguments.", text(ProcessInfo::commandLine));
    list.add(
        new Field(
            "proc.args",
            FieldType.TEXT,
            Field.Argument.OPTIONAL,
            null,
            "Arguments without the program's own name, or one of them, from 0.",
            ProcessFields::arguments));
    list.text("proc.exeline", "Command line as started.", text(ProcessFields::exeLine));
    list.text("proc.cwd", "Working directory.", ProcessFields::cwd);
    list.number(
        "proc.cmdnargs", "Number of arguments.", number(p -> Math.max(0, p.args().size() - 1)));
    list.number("proc.cmdlenargs", "Characters of all arguments.", number(ProcessFields::length));
  }

  static String args(ProcessInfo process) {
    List<String> args = process.args();
    return args.size() < 2 ? "" : String.join(" ", args.subList(1, args.size()));
  }

  private static long length(ProcessInfo process) {
    return process.args().stream().skip(1).mapToLong(String::length).sum();
  }

  private static String exeLine(ProcessInfo process) {
    return String.join(" ", process.args());
  }

  private static @Nullable Extractor arguments(@Nullable String index) {
    if (index == null) {
      return (Extractor.Text) EventContext::arguments;
    }
    int argument = AncestorFields.index(index);
    return argument < 0
        ? null
        : (Extractor.Text)
            context -> {
              ProcessInfo process = context.process();
              return process == null || process.args().size() <= argument + 1
                  ? null
                  : process.args().get(argument + 1);
            };
  }

  /**
   * Where the process is: an event with a relative path tells it, the process table knows where it
   * was at its last exec. Falco ends it with a slash.
   */
  private static @Nullable String cwd(EventContext context) {
    EventView event = context.event();
    boolean told = event.has(Arg.DIRECTORY) && event.number(Arg.DIRECTORY_FD) == AT_FDCWD;
    ProcessInfo process = context.process();
    String cwd = told ? event.text(Arg.DIRECTORY) : process == null ? "" : process.cwd();
    return cwd.isEmpty() ? null : cwd.endsWith("/") ? cwd : cwd + "/";
  }

  /** As in Falco a shell is what has a name that ends in "sh"; the process itself counts too. */
  private static long shell(EventContext context) {
    long oldest = Extractor.ABSENT;
    ProcessInfo next = context.process();
    for (int i = 0; next != null && i < MAX_ANCESTORS; i++) {
      oldest = next.name().endsWith("sh") ? next.tgid() : oldest;
      next = next.parent();
    }
    return oldest;
  }

  private static void numbers(FieldList list) {
    list.number("proc.pid", "Process id on the node.", c -> c.event().tgid());
    list.number("proc.ppid", "Process id of the parent.", number(ProcessInfo::parentTgid));
    list.number("proc.vpid", "Process id in its namespace.", number(ProcessInfo::namespaceTgid));
    list.number("proc.sid", "Session id.", number(ProcessInfo::sessionId));
    list.number("proc.pgid", "Process group id.", number(ProcessInfo::processGroupId));
    list.number("proc.tty", "Terminal, 0 without one.", number(ProcessInfo::tty));
    list.number("proc.loginshellid", "Oldest shell among the ancestors.", ProcessFields::shell);
    list.number(
        "proc.pvpid",
        "Process id of the parent in its namespace.",
        c -> {
          ProcessInfo parent = parent(c);
          return parent == null ? Extractor.ABSENT : parent.namespaceTgid();
        });
  }

  private static void threads(FieldList list) {
    list.number("thread.tid", "Thread id on the node.", c -> c.event().tid());
    list.number("thread.vtid", "Thread id in its namespace.", c -> c.event().namespaceTid());
    list.flag(
        "thread.ismain",
        "Whether the call was made by the main thread.",
        c -> c.event().tid() == c.event().tgid() ? 1 : 0);
    list.text("thread.cgroups", "Path of its cgroup.", text(ProcessInfo::cgroupPath));
    list.add(
        new Field(
            "thread.cgroup",
            FieldType.TEXT,
            Field.Argument.OPTIONAL,
            null,
            "Path of its cgroup; one path stands for all subsystems.",
            subsystem -> text(ProcessInfo::cgroupPath)));
  }

  private static @Nullable ProcessInfo parent(EventContext context) {
    ProcessInfo process = context.process();
    return process == null ? null : process.parent();
  }

  private static void leaders(FieldList list) {
    leader(list, "proc.sname", "", ProcessInfo::sessionId);
    leader(list, "proc.sid", ".", ProcessInfo::sessionId);
    leader(list, "proc.pgid", ".", ProcessInfo::processGroupId);
    leader(list, "proc.vpgid", ".", ProcessInfo::processGroupId);
    list.number(
        "proc.vpgid",
        "Process group id in its namespace.",
        c -> {
          ProcessInfo leader = leader(c, ProcessInfo::processGroupId);
          return leader == null ? Extractor.ABSENT : leader.namespaceTgid();
        });
    leads(list, "proc.is_sid_leader", ProcessInfo::sessionId);
    leads(list, "proc.is_pgid_leader", ProcessInfo::processGroupId);
    leads(list, "proc.is_vpgid_leader", ProcessInfo::processGroupId);
  }

  private static void leader(FieldList list, String name, String dot, NumberOfProcess group) {
    String whose = "of the leader of its session or group.";
    if (dot.isEmpty()) {
      list.text(name, "Name " + whose, ofLeader(group, ProcessInfo::name));
      return;
    }
    if (!name.equals("proc.sid")) {
      list.text(name + dot + "name", "Name " + whose, ofLeader(group, ProcessInfo::name));
    }
    list.text(name + dot + "exe", "Command " + whose, ofLeader(group, ProcessInfo::exe));
    list.text(name + dot + "exepath", "Path " + whose, ofLeader(group, ProcessInfo::exePath));
  }

  private static void leads(FieldList list, String name, NumberOfProcess group) {
    list.flag(
        name,
        "Whether it leads its session or group.",
        number(p -> group.number(p) == p.tgid() ? 1 : 0));
  }

  private static Extractor.Text ofLeader(NumberOfProcess group, OfProcess value) {
    return context -> {
      ProcessInfo leader = leader(context, group);
      return leader == null ? null : orNull(value.text(leader));
    };
  }

  /**
   * The process whose id is the group's, or else the eldest ancestor that is still in the group.
   * Both are looked for among the ancestors: a leader made the group before it made its members.
   */
  private static @Nullable ProcessInfo leader(EventContext context, NumberOfProcess group) {
    ProcessInfo process = context.process();
    if (process == null || group.number(process) == 0) {
      return null;
    }
    long id = group.number(process);
    ProcessInfo eldest = process;
    boolean inGroup = true;
    ProcessInfo next = process;
    for (int i = 0; next != null && i < MAX_ANCESTORS; i++) {
      if (next.tgid() == id) {
        return next;
      }
      inGroup = inGroup && group.number(next) == id;
      eldest = inGroup ? next : eldest;
      next = next.parent();
    }
    return eldest;
  }

  private static void executable(FieldList list) {
    is(list, "proc.is_exe_writable", p -> p.is(ExeFlag.WRITABLE), "may be written by its user");
    is(list, "proc.is_exe_upper_layer", p -> p.is(ExeFlag.UPPER_LAYER), "came after the image");
    is(list, "proc.is_exe_lower_layer", p -> p.is(ExeFlag.LOWER_LAYER), "came with the image");
    is(list, "proc.is_exe_from_memfd", p -> p.is(ExeFlag.MEMFD), "lies in memory only");
    list.number("proc.exe_ino", "Inode of the executable.", positive(ProcessInfo::exeInode));
    list.number(
        "proc.exe_ino.ctime",
        "Last status change of the executable.",
        positive(ProcessInfo::exeChangeTimeNanos));
    list.number(
        "proc.exe_ino.mtime",
        "Last change of the executable.",
        positive(ProcessInfo::exeModifyTimeNanos));
  }

  private static void is(
      FieldList list, String name, Predicate<ProcessInfo> property, String what) {
    list.flag(name, "Whether the executable " + what + ".", number(p -> property.test(p) ? 1 : 0));
  }

  static Extractor.Text text(OfProcess value) {
    return context -> {
      ProcessInfo process = context.process();
      return process == null ? null : orNull(value.text(process));
    };
  }

  static Extractor.Numeric number(NumberOfProcess value) {
    return context -> {
      ProcessInfo process = context.process();
      return process == null ? Extractor.ABSENT : value.number(process);
    };
  }

  private static Extractor.Numeric positive(NumberOfProcess value) {
    return number(p -> value.number(p) > 0 ? value.number(p) : Extractor.ABSENT);
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
