package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.ProcessInfo;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code evt.arg.*}: the arguments of each event under the names that the language gives them. */
final class EventArguments {
  private static final Map<EventType, Map<String, Argument>> BY_TYPE =
      new EnumMap<>(EventType.class);
  private static final Set<String> NAMES = new TreeSet<>(NameTable.arguments());

  /** A way to print an argument. */
  interface Argument {
    @Nullable String plain(EventContext context);

    /** What the plain value is made of. */
    default List<Possibility> origin() {
      return Possibility.UNKNOWN;
    }

    /** What it is made of where there are words for it. */
    default List<Possibility> originInWords() {
      return origin();
    }
  }

  /** An argument of which it is known what it is made of. */
  private record Known(Argument value, List<Possibility> origin) implements Argument {
    @Override
    public @Nullable String plain(EventContext context) {
      return value.plain(context);
    }
  }

  /** An argument that also has a meaning beside its plain value: the name of a flag or an error. */
  private record Worded(Argument value, Argument words, List<Possibility> originInWords)
      implements Argument {
    @Override
    public @Nullable String plain(EventContext context) {
      return value.plain(context);
    }

    @Override
    public List<Possibility> origin() {
      return value.origin();
    }
  }

  private static @Nullable String meaning(Argument argument, EventContext context) {
    return argument instanceof Worded worded ? worded.words.plain(context) : null;
  }

  private EventArguments() {}

  static {
    define("execve execveat", EventArguments::process);
    define("execve execveat", EventArguments::executable);
    ProcessArguments.define();
    KernelArguments.define();
    define("open openat openat2 creat", EventArguments::open);
    define("setns", m -> fd(m).put("nstype", flags(Arg.FLAGS, Flags.CLONE)));
    define("unshare", m -> m.put("flags", flags(Arg.FLAGS, Flags.CLONE)));
    define("ptrace", EventArguments::ptrace);
    define("symlink symlinkat", EventArguments::symlink);
    define("link linkat rename renameat renameat2", EventArguments::twoPaths);
    define("linkat", m -> m.put("flags", flags(Arg.FLAGS, Flags.LINK)));
    define("renameat2", m -> m.put("flags", flags(Arg.FLAGS, Flags.RENAME)));
    define("chmod fchmodat fchmodat2", m -> m.put("filename", path(Arg.PATH)));
    define("fchmod fchown", EventArguments::fd);
    define("chmod fchmod fchmodat fchmodat2", m -> m.put("mode", flags(Arg.MODE, Flags.MODE)));
    define("chown lchown unlink rmdir", m -> m.put("path", path(Arg.PATH)));
    define("fchownat", m -> m.put("pathname", path(Arg.PATH)));
    define("chown lchown fchown fchownat", EventArguments::owner);
    define("fchownat", m -> m.put("flags", flags(Arg.FLAGS, Flags.CHOWN)));
    define("unlinkat", m -> m.put("name", path(Arg.PATH)));
    define("unlinkat", m -> m.put("flags", flags(Arg.FLAGS, Flags.UNLINK)));
    define("setuid", m -> m.put("uid", user(Arg.EFFECTIVE_ID)));
    define("setgid", m -> m.put("gid", number(Arg.EFFECTIVE_ID)));
    define("setreuid setresuid", EventArguments::users);
    define("setresuid", m -> m.put("suid", user(Arg.SAVED_ID)));
    define("setregid setresgid", EventArguments::groups);
    define("setresgid", m -> m.put("sgid", number(Arg.SAVED_ID)));
    define("procexit", m -> m.put("status", number(Arg.EXIT_CODE)));
    NetworkArguments.define();
    FileSystemArguments.define();
    BY_TYPE.values().forEach(arguments -> NAMES.addAll(arguments.keySet()));
  }

  interface Definition {
    void into(Map<String, Argument> arguments);
  }

  static void define(String types, Definition definition) {
    for (String name : types.split(" ")) {
      EventType type = EventNames.typeOf(name);
      if (type == null) {
        throw new IllegalStateException("the driver does not know " + name);
      }
      Map<String, Argument> arguments =
          BY_TYPE.computeIfAbsent(type, t -> new LinkedHashMap<>(Map.of("res", result())));
      definition.into(arguments);
    }
  }

  static Set<String> names() {
    return Collections.unmodifiableSet(NAMES);
  }

  static List<Field> fields() {
    return new FieldList()
        .text("evt.args", "All arguments in one text.", EventArguments::all)
        .text("evt.info", "The same as evt.args.", EventArguments::all)
        .keyed("evt.arg", "An argument by name, flags and the like as words.", n -> named(n, true))
        .keyed("evt.rawarg", "An argument by name, as the call got it.", n -> named(n, false))
        .fields();
  }

  private static Extractor.@Nullable Text named(String name, boolean asWords) {
    if (!NAMES.contains(name)) {
      return null;
    }
    Map<EventType, Argument> byType = new EnumMap<>(EventType.class);
    BY_TYPE.forEach(
        (type, arguments) -> {
          Argument argument = arguments.get(name);
          if (argument != null) {
            byType.put(type, argument);
          }
        });
    return context -> {
      @Nullable Argument argument = byType.get(context.event().type());
      if (argument == null || !context.event().hasResult()) {
        return null;
      }
      String meaning = asWords ? meaning(argument, context) : null;
      return meaning == null ? argument.plain(context) : meaning;
    };
  }

  /** What an argument is made of in events of a type. */
  static List<Possibility> origin(String name, boolean asWords, EventType type) {
    Argument argument = BY_TYPE.getOrDefault(type, Map.of()).get(name);
    if (argument == null) {
      return Possibility.MISSING;
    }
    return asWords ? argument.originInWords() : argument.origin();
  }

  /** What the arguments of events of a type are made of. */
  static List<Origin> origins(EventType type) {
    return BY_TYPE.getOrDefault(type, Map.of()).values().stream()
        .flatMap(argument -> argument.originInWords().stream())
        .map(Possibility::origin)
        .toList();
  }

  private static @Nullable String all(EventContext context) {
    if (!context.event().hasResult()) {
      // a call of which only the name is known has no arguments, not even missing ones
      return "";
    }
    StringJoiner all = new StringJoiner(" ");
    BY_TYPE
        .getOrDefault(context.event().type(), Map.of())
        .forEach(
            (name, argument) -> {
              String plain = argument.plain(context);
              String meaning = meaning(argument, context);
              String both =
                  meaning == null || meaning.equals(plain) ? plain : plain + "(" + meaning + ")";
              all.add(name + "=" + (both == null ? "<NA>" : both));
            });
    return all.toString();
  }

  static void process(Map<String, Argument> m) {
    m.put("exe", ofProcess(ProcessInfo::exe));
    m.put("args", ofProcess(ProcessFields::args));
    m.put("tid", c -> Integer.toString(c.event().tid()));
    m.put("pid", c -> Integer.toString(c.event().tgid()));
    m.put("ptid", ofProcess(p -> Integer.toString(p.parentTgid())));
    m.put("cwd", ofProcess(ProcessInfo::cwd));
    m.put("comm", ofProcess(ProcessInfo::name));
    m.put("uid", worded(ofProcess(p -> Long.toString(p.euid())), IdentityFields::userName));
    m.put("gid", ofProcess(p -> Long.toString(p.egid())));
  }

  private static void executable(Map<String, Argument> m) {
    m.put("tty", ofProcess(p -> Integer.toString(p.tty())));
    m.put("pgid", ofProcess(p -> Integer.toString(p.processGroupId())));
    m.put("loginuid", ofProcess(p -> Long.toString(p.loginUid())));
    m.put("flags", ofProcess(EventArguments::exeFlags));
    m.put("cap_inheritable", ofProcess(p -> IdentityFields.capabilities(p.capInheritable())));
    m.put("cap_permitted", ofProcess(p -> IdentityFields.capabilities(p.capPermitted())));
    m.put("cap_effective", ofProcess(p -> IdentityFields.capabilities(p.capEffective())));
    m.put("exe_ino", number(Arg.INODE));
    m.put("exe_ino_ctime", number(Arg.EXE_CHANGE_TIME));
    m.put("exe_ino_mtime", number(Arg.EXE_MODIFY_TIME));
    m.put("trusted_exepath", ofProcess(ProcessInfo::exePath));
    m.put("filename", path(Arg.PATH));
  }

  private static String exeFlags(ProcessInfo process) {
    StringJoiner flags = new StringJoiner("|");
    String[] names = {"EXE_WRITABLE", "EXE_UPPER_LAYER", "EXE_FROM_MEMFD", "EXE_LOWER_LAYER"};
    ExeFlag[] bits = {ExeFlag.WRITABLE, ExeFlag.UPPER_LAYER, ExeFlag.MEMFD, ExeFlag.LOWER_LAYER};
    for (int i = 0; i < bits.length; i++) {
      if (process.is(bits[i])) {
        flags.add(names[i]);
      }
    }
    return flags.length() == 0 ? "0" : flags.toString();
  }

  private static void open(Map<String, Argument> m) {
    m.remove("res");
    m.put("fd", c -> Long.toString(c.event().result()));
    m.put("name", path(Arg.PATH));
    m.put(
        "flags",
        worded(
            c -> Long.toString(EventFields.openFlags(c)),
            c -> Flags.open(EventFields.openFlags(c), c.event().number(Arg.CREATED) != 0),
            Flags.openOrigin()));
    m.put("mode", c -> octal(c.event().number(Arg.MODE)));
    m.put("dev", number(Arg.DEVICE));
    m.put("ino", number(Arg.INODE));
    m.put("resolve", flags(Arg.RESOLVE, Flags.RESOLVE));
  }

  private static String octal(long mode) {
    return mode == 0 ? "0" : "0" + Long.toOctalString(mode);
  }

  static Map<String, Argument> fd(Map<String, Argument> m) {
    m.put("fd", number(Arg.FD));
    return m;
  }

  private static void ptrace(Map<String, Argument> m) {
    m.put(
        "request",
        worded(
            number(Arg.REQUEST),
            c -> Flags.ptrace(c.event().number(Arg.REQUEST)),
            Flags.ptraceOrigin(Arg.REQUEST)));
    m.put("pid", number(Arg.TARGET_PID));
    m.put("addr", number(Arg.ADDRESS));
    m.put("data", number(Arg.DATA));
  }

  private static void symlink(Map<String, Argument> m) {
    m.put("target", c -> c.textOrNull(Arg.TARGET));
    m.put("linkpath", path(Arg.PATH));
  }

  private static void twoPaths(Map<String, Argument> m) {
    m.put("oldpath", path(Arg.OLD_PATH));
    m.put("newpath", path(Arg.NEW_PATH));
  }

  private static void owner(Map<String, Argument> m) {
    m.put("uid", user(Arg.OWNER_UID));
    m.put("gid", number(Arg.OWNER_GID));
  }

  private static void users(Map<String, Argument> m) {
    m.put("ruid", user(Arg.REAL_ID));
    m.put("euid", user(Arg.EFFECTIVE_ID));
  }

  private static void groups(Map<String, Argument> m) {
    m.put("rgid", number(Arg.REAL_ID));
    m.put("egid", number(Arg.EFFECTIVE_ID));
  }

  interface OfProcess {
    String text(ProcessInfo process);
  }

  static Argument ofProcess(OfProcess value) {
    return context -> {
      ProcessInfo process = context.process();
      return process == null ? null : value.text(process);
    };
  }

  private static Argument result() {
    return worded(
        c -> Long.toString(c.event().result()),
        c -> c.event().result() < 0 ? NameTable.errno(-c.event().result()) : null,
        List.of(
            Possibility.when(Outcome.SUCCEEDED, new Origin.Decimal(null)),
            Possibility.when(Outcome.FAILED, NameTable.ERRORS)));
  }

  static Argument number(Arg arg) {
    return new Known(
        c -> c.event().has(arg) ? Long.toString(c.event().number(arg)) : null,
        Possibility.always(new Origin.Decimal(arg)));
  }

  static Argument flags(Arg arg, Flags names) {
    return worded(
        number(arg),
        c -> names.names(c.event().number(arg)),
        Possibility.always(names.origin(arg)));
  }

  private static Argument user(Arg arg) {
    return worded(number(arg), c -> IdentityFields.userName(c.event().number(arg), c.process()));
  }

  /** A path: plain as the caller passed it, in words made absolute. */
  static Argument path(Arg arg) {
    return worded(
        c -> c.event().has(Arg.RAW_PATH) ? c.textOrNull(Arg.RAW_PATH) : c.textOrNull(arg),
        c -> c.absolute(arg),
        Possibility.path(arg));
  }

  static Argument worded(Argument value, Argument words) {
    return worded(value, words, Possibility.UNKNOWN);
  }

  static Argument worded(Argument value, Argument words, List<Possibility> origin) {
    return new Worded(value, words, origin);
  }
}
