package io.nightjar.rules.compile;

import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.FieldReference;
import java.util.Set;

/** What the outcome of a check depends on, and so how long it can be remembered. */
enum CheckScope {
  /** On the event, or on ids; also every field that is not named here. */
  EVENT,
  /** On the traits of the process, and its container; not on its ids. */
  PROCESS,
  /** On the traits of the process, its ancestors as they are, and its session. */
  FAMILY;

  private static final Set<String> PROCESS_FIELDS =
      Set.of(
          "proc.name",
          "proc.exe",
          "proc.exepath",
          "proc.cmdline",
          "proc.args",
          "proc.exeline",
          "proc.cwd",
          "proc.cmdnargs",
          "proc.cmdlenargs",
          "proc.tty",
          "proc.is_exe_writable",
          "proc.is_exe_upper_layer",
          "proc.is_exe_lower_layer",
          "proc.is_exe_from_memfd",
          "user.uid",
          "user.name",
          "user.real_uid",
          "user.loginuid",
          "user.loginname",
          "group.gid",
          "group.name",
          "thread.cap_permitted",
          "thread.cap_inheritable",
          "thread.cap_effective",
          "container.id",
          "container.full_id",
          "container.name",
          "container.type",
          "container.image",
          "container.image.repository",
          "container.image.tag",
          "container.image.digest",
          "container.privileged",
          "k8s.ns.name",
          "k8s.pod.name",
          "k8s.pod.uid",
          "k8s.pod.id",
          "k8s.pod.label",
          "k8s.pod.labels");

  private static final Set<String> FAMILY_FIELDS =
      Set.of(
          "proc.pname",
          "proc.aname",
          "proc.pexe",
          "proc.aexe",
          "proc.pexepath",
          "proc.aexepath",
          "proc.pcmdline",
          "proc.acmdline",
          "proc.aargs",
          "proc.pvpid",
          "proc.sname",
          "proc.pcontainer.id",
          "user.parent_uid");

  static CheckScope of(Check check) {
    CheckScope left = of(check.field());
    FieldReference other = check.other();
    CheckScope right = other == null ? PROCESS : of(other);
    if (left == EVENT || right == EVENT) {
      return EVENT;
    }
    return left == FAMILY || right == FAMILY ? FAMILY : PROCESS;
  }

  private static CheckScope of(FieldReference field) {
    String name = field.name();
    return PROCESS_FIELDS.contains(name)
        ? PROCESS
        : FAMILY_FIELDS.contains(name)
            ? FAMILY
            : name.startsWith("k8s.pod.label.") ? PROCESS : EVENT;
  }
}
