package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.EventArguments.Argument;
import java.util.Map;

/** {@code evt.arg.*} of calls on processes: making, signalling, reading and changing them. */
final class ProcessArguments {
  private ProcessArguments() {}

  static void define() {
    EventArguments.define("clone clone3 fork vfork", EventArguments::process);
    EventArguments.define("clone clone3 fork vfork", ProcessArguments::made);
    EventArguments.define("execve execveat", m -> m.put("cgroups", cgroup()));
    EventArguments.define("capset", ProcessArguments::capabilities);
    EventArguments.define(
        "kill tgkill pidfd_send_signal", m -> m.put("pid", number(Arg.TARGET_PID)));
    EventArguments.define("tkill tgkill", m -> m.put("tid", number(Arg.TARGET_TID)));
    EventArguments.define(
        "kill tkill tgkill pidfd_send_signal",
        m -> m.put("sig", KernelNames.SIGNAL.of(Arg.SIGNAL)));
    EventArguments.define(
        "pidfd_send_signal", m -> EventArguments.fd(m).put("flags", number(Arg.FLAGS)));
    EventArguments.define("process_vm_readv process_vm_writev", ProcessArguments::memory);
    EventArguments.define("prctl", ProcessArguments::prctl);
    EventArguments.define("keyctl", ProcessArguments::keyctl);
  }

  private static void made(Map<String, Argument> m) {
    m.put("cgroups", cgroup());
    m.put("flags", EventArguments.flags(Arg.FLAGS, Flags.CLONE));
    m.put("vtid", c -> Integer.toString(c.event().namespaceTid()));
    m.put("vpid", EventArguments.ofProcess(p -> Integer.toString(p.namespaceTgid())));
    m.put(
        "pidns_init_start_ts",
        c -> {
          long start = TimeFields.namespaceStart(c);
          return start == Extractor.ABSENT ? null : Long.toString(start);
        });
  }

  private static Argument cgroup() {
    return EventArguments.ofProcess(ProcessInfo::cgroupPath);
  }

  private static void capabilities(Map<String, Argument> m) {
    m.put("cap_inheritable", capabilities(Arg.CAP_INHERITABLE));
    m.put("cap_permitted", capabilities(Arg.CAP_PERMITTED));
    m.put("cap_effective", capabilities(Arg.CAP_EFFECTIVE));
  }

  private static Argument capabilities(Arg arg) {
    return EventArguments.worded(
        number(arg), c -> ProcessFields.orNull(IdentityFields.capabilities(c.event().number(arg))));
  }

  private static void memory(Map<String, Argument> m) {
    m.put("pid", number(Arg.TARGET_PID));
    m.put("addr", number(Arg.ADDRESS));
    m.put("size", number(Arg.SIZE));
    m.put("flags", number(Arg.FLAGS));
  }

  private static void prctl(Map<String, Argument> m) {
    m.put("option", KernelNames.PRCTL.of(Arg.REQUEST));
    m.put("arg2_str", text(Arg.NAME));
    m.put("arg2_int", number(Arg.ADDRESS));
  }

  private static void keyctl(Map<String, Argument> m) {
    m.put("operation", KernelNames.KEYCTL.of(Arg.REQUEST));
    m.put("arg2", number(Arg.ADDRESS));
    m.put("arg3", number(Arg.DATA));
    m.put("arg4", number(Arg.THIRD));
    m.put("arg5", number(Arg.FOURTH));
    m.put("name", text(Arg.NAME));
  }

  private static Argument number(Arg arg) {
    return EventArguments.number(arg);
  }

  private static Argument text(Arg arg) {
    return c -> c.textOrNull(arg);
  }
}
