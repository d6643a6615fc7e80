package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.rules.field.EventArguments.Argument;
import java.util.Map;

/** {@code evt.arg.*} of calls that reach into the kernel: BPF, modules, memfds, rings. */
final class KernelArguments {
  private KernelArguments() {}

  static void define() {
    EventArguments.define("bpf", KernelArguments::bpf);
    EventArguments.define("memfd_create", KernelArguments::memfd);
    EventArguments.define("init_module", m -> m.put("length", number(Arg.SIZE)));
    EventArguments.define("finit_module", EventArguments::fd);
    EventArguments.define("init_module finit_module", m -> m.put("uargs", text(Arg.PARAMETERS)));
    EventArguments.define(
        "finit_module", m -> m.put("flags", EventArguments.flags(Arg.FLAGS, KernelNames.MODULE)));
    EventArguments.define("delete_module", m -> m.put("name", text(Arg.NAME)));
    EventArguments.define("delete_module userfaultfd", m -> m.put("flags", openFlags()));
    EventArguments.define("io_uring_setup", KernelArguments::ring);
  }

  private static void bpf(Map<String, Argument> m) {
    opened(m);
    m.put("cmd", KernelNames.BPF.of(Arg.REQUEST));
    m.put("type", number(Arg.OBJECT_TYPE));
    m.put("name", text(Arg.NAME));
    m.put("path", text(Arg.PATH));
  }

  private static void memfd(Map<String, Argument> m) {
    opened(m);
    m.put("name", text(Arg.NAME));
    m.put("flags", EventArguments.flags(Arg.FLAGS, KernelNames.MEMFD));
  }

  private static void ring(Map<String, Argument> m) {
    m.put("entries", number(Arg.SIZE));
    m.put("sq_entries", number(Arg.QUEUE_SIZE));
    m.put("cq_entries", number(Arg.COMPLETION_SIZE));
    m.put("flags", EventArguments.flags(Arg.FLAGS, KernelNames.RING));
    m.put("sq_thread_cpu", number(Arg.THREAD_CPU));
    m.put("sq_thread_idle", number(Arg.THREAD_IDLE));
    m.put("features", EventArguments.flags(Arg.FEATURES, KernelNames.RING_FEATURES));
  }

  /** A call whose result is a descriptor has it as an argument, beside the result. */
  private static void opened(Map<String, Argument> m) {
    m.put("fd", c -> Long.toString(c.event().result()));
  }

  private static Argument openFlags() {
    return EventArguments.worded(
        number(Arg.FLAGS), c -> Flags.ofDescriptor(c.event().number(Arg.FLAGS)));
  }

  private static Argument number(Arg arg) {
    return EventArguments.number(arg);
  }

  private static Argument text(Arg arg) {
    return c -> c.textOrNull(arg);
  }
}
