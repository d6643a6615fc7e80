package io.nightjar.rules.pushdown;

import io.nightjar.rules.field.Field;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.RuleSource;
import java.util.List;
import java.util.StringJoiner;

/** Conditions out of the grammar, mostly over the fields that the kernel judges. */
final class RandomConditions {
  private static final List<String> TEXT_OPERATORS =
      List.of("=", "!=", "startswith", "endswith", "contains", "glob", "icontains", "iglob");
  private static final List<String> LIST_OPERATORS = List.of("in", "in", "intersects", "pmatch");
  private static final List<String> PATH_FIELDS =
      List.of(
          "fd.name",
          "fd.name",
          "fd.directory",
          "fd.filename",
          "fs.path.name",
          "fs.path.source",
          "fs.path.target",
          "fd.nameraw",
          "basename(fd.name)",
          "basename(fs.path.target)",
          "tolower(fd.name)",
          "evt.arg.name",
          "evt.arg.path",
          "evt.arg.oldpath",
          "evt.arg.newpath",
          "evt.arg.filename",
          "evt.arg.linkpath",
          "evt.arg.target",
          "evt.rawarg.name",
          "proc.exepath");
  private static final List<String> WORD_FIELDS =
      List.of(
          "evt.res",
          "evt.arg.res",
          "evt.rawarg.res",
          "evt.arg.flags",
          "evt.arg.flags",
          "evt.rawarg.flags",
          "evt.arg.mode",
          "evt.arg.request",
          "evt.rawarg.request",
          "evt.arg.uid",
          "evt.rawarg.uid",
          "evt.arg.fd",
          "evt.arg.domain",
          "evt.arg.resolve",
          "evt.dir",
          "fd.type",
          "fd.typechar",
          "fd.l4proto",
          "fd.sockfamily",
          "container.id",
          "container.full_id",
          "container.name",
          "container.image",
          "container.image.repository",
          "k8s.ns.name",
          "user.name");
  private static final List<String> NUMBER_FIELDS =
      List.of(
          "evt.rawres",
          "evt.rawres",
          "fd.num",
          "fd.ino",
          "fd.dev",
          "fd.sport",
          "fd.cport",
          "fd.lport",
          "fd.port",
          "evt.num",
          "evt.count",
          "evt.count.error",
          "user.uid");
  private static final List<String> FLAG_FIELDS =
      List.of(
          "evt.failed",
          "evt.is_open_read",
          "evt.is_open_write",
          "evt.is_open_exec",
          "evt.is_open_create",
          "fd.connected",
          "fd.name_changed",
          "fd.is_server",
          "container.privileged");
  private static final List<String> WORDS =
      List.of(
          "SUCCESS",
          "EACCES",
          "EPERM",
          "ENOENT",
          "EINPROGRESS",
          "E",
          "200",
          "0",
          "1",
          "3",
          "-1",
          "007",
          "O_TRUNC",
          "O_RDONLY",
          "O_WRONLY",
          "O_RDWR",
          "O_SYNC",
          "O_CREAT|O_TRUNC",
          "O_F_CREATED",
          "O_",
          "CLONE_NEW",
          "CLONE_NEWUSER",
          "S_ISUID",
          "S_I",
          "AT_REMOVEDIR",
          "PTRACE_ATTACH",
          "PTRACE_UNKNOWN",
          "PTRACE",
          "file",
          "f",
          "directory",
          "d",
          "ipv4",
          "4",
          "6",
          "u",
          "unix",
          "tcp",
          "udp",
          "raw",
          "ip",
          "host",
          "5e908e27d34a",
          "5e9",
          "<",
          "root",
          "shop",
          "registry.example/nginx",
          "");
  private static final List<String> TYPES =
      List.of(
          "open",
          "openat",
          "openat2",
          "creat",
          "connect",
          "rename",
          "unlinkat",
          "chmod",
          "fchmod",
          "ptrace",
          "symlink",
          "linkat",
          "setuid",
          "execve",
          "dup2",
          "clone",
          "flock");

  private final Dice dice;
  private final List<Field> all =
      FieldRegistry.all(RuleSource.SYSCALL).stream()
          .filter(field -> field.absence() == null || !field.absence().refused())
          .filter(field -> !field.name().equals("evt.around"))
          .toList();

  RandomConditions(Dice dice) {
    this.dice = dice;
  }

  String next() {
    String condition = tree(3);
    return dice.percent(60) ? types(false) + " and (" + condition + ")" : condition;
  }

  private String types(boolean maybeDifferent) {
    if (maybeDifferent && dice.percent(20)) {
      return "evt.type != " + dice.any(TYPES);
    }
    return dice.percent(30)
        ? "evt.type = " + dice.any(TYPES)
        : "evt.type in (openat, " + dice.any(TYPES) + ", " + dice.any(TYPES) + ")";
  }

  private String tree(int depth) {
    int kind = depth == 0 ? 0 : dice.below(6);
    return switch (kind) {
      case 0, 1 -> check();
      case 2 -> "not " + (dice.percent(50) ? check() : "(" + tree(depth - 1) + ")");
      case 3, 4 -> joined(" and ", depth);
      default -> joined(" or ", depth);
    };
  }

  private String joined(String by, int depth) {
    StringJoiner all = new StringJoiner(by, "(", ")");
    for (int i = 2 + dice.below(3); i > 0; i--) {
      all.add(tree(depth - 1));
    }
    return all.toString();
  }

  private String check() {
    int kind = dice.below(112);
    if (kind >= 100) {
      return ofOther();
    }
    if (kind < 30) {
      return ofText(dice.any(PATH_FIELDS), true);
    }
    if (kind < 58) {
      return ofText(dice.any(WORD_FIELDS), false);
    }
    if (kind < 74) {
      return ofNumber(dice.any(NUMBER_FIELDS));
    }
    if (kind < 84) {
      return dice.any(FLAG_FIELDS) + dice.any(List.of(" = ", " != ")) + dice.percent(50);
    }
    return kind < 90 ? types(true) : ofAny(dice.any(all));
  }

  /** Comparisons with another field, functions, and several values where the kernel knows one. */
  private String ofOther() {
    List<String> texts = List.of("fd.name", "fd.filename", "proc.name", "evt.res", "evt.type");
    List<String> numbers = List.of("evt.rawres", "fd.num", "user.uid", "evt.count");
    String quantified =
        dice.any(List.of(" = ", " != ")) + dice.any(List.of("anyof", "allof", "oneof"));
    return switch (dice.below(6)) {
      case 0 -> dice.any(texts) + " " + dice.any(TEXT_OPERATORS) + " val(" + dice.any(texts) + ")";
      case 1 ->
          dice.any(numbers)
              + dice.any(List.of(" = ", " != ", " < ", " >= "))
              + "val("
              + dice.any(numbers)
              + ")";
      case 2 -> ofText("concat(" + dice.any(texts) + ", " + constant(true) + ")", true);
      case 3 -> "len(" + dice.any(texts) + ")" + dice.any(List.of(" > ", " = ", " != ")) + "4";
      case 4 -> dice.any(NUMBER_FIELDS.subList(0, 5)) + quantified + " (0, 3, -13)";
      default -> "evt.type" + quantified + " (" + dice.any(TYPES) + ", " + dice.any(TYPES) + ")";
    };
  }

  private String ofAny(Field field) {
    String name =
        field.argument() == Field.Argument.REQUIRED ? field.name() + "[res]" : field.name();
    if (dice.percent(20)) {
      return name + " exists";
    }
    return switch (field.type()) {
      case TEXT, TIME -> ofText(name, dice.percent(50));
      case NUMBER, PORT -> ofNumber(name);
      case BOOLEAN -> name + " = " + dice.percent(50);
      case ADDRESS ->
          name + dice.any(List.of(" = ", " != ")) + dice.any(List.of("127.0.0.1", "::1"));
      case NETWORK -> name + " in (\"127.0.0.0/8\", \"2001:db8::/32\")";
    };
  }

  private String ofNumber(String field) {
    if (dice.percent(10)) {
      return field + " exists";
    }
    String number = Long.toString(dice.anyOf(0, 0, 1, 2, 3, 5, 22, 443, -1, -13, -115, 1000));
    return dice.percent(40)
        ? field + " in (" + number + ", " + dice.anyOf(0, 1, 2, -2, -13) + ")"
        : field + dice.any(List.of(" = ", " != ", " < ", " <= ", " > ", " >= ")) + number;
  }

  private String ofText(String field, boolean path) {
    if (dice.percent(4) && field.indexOf('(') < 0) {
      return field + " exists";
    }
    if (dice.percent(45)) {
      return field + " " + dice.any(TEXT_OPERATORS) + " " + constant(path);
    }
    String list = "(" + constant(path) + ", " + constant(path) + ", " + constant(path) + ")";
    if (dice.percent(50)) {
      String operator = dice.any(LIST_OPERATORS);
      return field + " " + operator + " " + (dice.percent(5) ? "()" : list);
    }
    String quantifier = dice.any(List.of(" anyof ", " anyof ", " allof ", " oneof "));
    return field + " " + dice.any(TEXT_OPERATORS) + quantifier + list;
  }

  private String constant(boolean path) {
    String text = path ? pathConstant() : dice.any(WORDS);
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String pathConstant() {
    String path = dice.any(RandomEvents.PATHS).replace("\u0001", "");
    int from = dice.percent(60) ? 0 : dice.below(path.length() + 1);
    int to = dice.percent(60) ? path.length() : from + dice.below(path.length() - from + 1);
    String part = path.substring(from, to);
    return switch (dice.below(12)) {
      case 0 -> part + "*";
      case 1 -> "*" + part;
      case 2 -> part.replaceFirst("e", "?");
      case 3 -> part.replaceFirst("s", "[a-z]");
      case 4 -> part.replaceFirst("/[a-z]+/", "/*/");
      case 5 -> path.substring(path.lastIndexOf('/') + 1);
      case 6 -> path.substring(0, Math.max(0, path.lastIndexOf('/')));
      default -> part;
    };
  }
}
