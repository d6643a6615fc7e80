package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;

/** Namespaces, signals, other processes' memory, and calls with sub-commands. */
final class ControlConversions {
  private static final int SET_NAME = 15;

  private ControlConversions() {}

  static void setns(Scene scene) {
    scene
        .begin(EventType.SETNS)
        .descriptor(Arg.FD, "fd")
        .number(Arg.FLAGS, PpmNumbers.cloneFlags(scene.call().number("nstype", 0)))
        .send();
  }

  static void unshare(Scene scene) {
    scene
        .begin(EventType.UNSHARE)
        .number(Arg.FLAGS, PpmNumbers.cloneFlags(scene.call().number("flags", 0)))
        .send();
  }

  static void ptrace(Scene scene) {
    Call call = scene.call();
    long request = PpmNumbers.ptraceRequest(call.number("request", -1));
    scene.begin(EventType.PTRACE);
    if (request >= 0) {
      scene.number(Arg.REQUEST, request);
    }
    scene.descriptor(Arg.TARGET_PID, "pid");
    dynamic(scene, Arg.ADDRESS, "addr");
    dynamic(scene, Arg.DATA, "data");
    scene.send();
  }

  private static void dynamic(Scene scene, Arg arg, String parameter) {
    Long value = scene.call().dynamicNumber(parameter);
    if (value != null) {
      scene.number(arg, value);
    }
  }

  static Conversion signal(EventType type) {
    return scene ->
        scene
            .begin(type)
            .descriptor(Arg.TARGET_PID, "pid")
            .descriptor(Arg.TARGET_TID, "tid")
            .number(Arg.SIGNAL, "sig")
            .send();
  }

  static Conversion memory(EventType type) {
    return scene -> scene.begin(type).descriptor(Arg.TARGET_PID, "pid").send();
  }

  static void prctl(Scene scene) {
    Call call = scene.call();
    String name = call.number("option", 0) == SET_NAME ? call.text("arg2_str") : null;
    if (!scene.failed() && name != null) {
      rename(scene, Bounds.name(name));
    }
    scene
        .begin(EventType.PRCTL)
        .number(Arg.REQUEST, "option")
        .number(Arg.ADDRESS, "arg2_int")
        .text(Arg.NAME, name == null ? null : Bounds.name(name))
        .send();
  }

  private static void rename(Scene scene, String name) {
    ObservedThread thread = scene.machine().thread(scene.call().tid());
    if (thread != null) {
      thread.rename(name);
      if (thread.main()) {
        scene.change(scene.process().info().toBuilder().name(name));
      }
    }
  }

  static void keyctl(Scene scene) {
    scene.begin(EventType.KEYCTL).number(Arg.REQUEST, "operation");
    dynamic(scene, Arg.ADDRESS, "arg2");
    dynamic(scene, Arg.DATA, "arg3");
    dynamic(scene, Arg.THIRD, "arg4");
    dynamic(scene, Arg.FOURTH, "arg5");
    String joined = scene.call().dynamicText("arg2");
    scene.text(Arg.NAME, joined == null ? scene.call().dynamicText("arg4") : joined).send();
  }

  static void bpf(Scene scene) {
    DescriptorConversions.anonymous(scene);
    scene.begin(EventType.BPF).number(Arg.REQUEST, "cmd").send();
  }

  static void initModule(Scene scene) {
    scene
        .begin(EventType.INIT_MODULE)
        .number(Arg.SIZE, "length")
        .text(Arg.PARAMETERS, scene.call().text("uargs"))
        .send();
  }

  static void finitModule(Scene scene) {
    scene
        .begin(EventType.FINIT_MODULE)
        .descriptor(Arg.FD, "fd")
        .number(Arg.FLAGS, "flags")
        .pathOf(Arg.PATH, "fd")
        .text(Arg.PARAMETERS, scene.call().text("uargs"))
        .send();
  }

  static void deleteModule(Scene scene) {
    String name = scene.call().text("name");
    scene
        .begin(EventType.DELETE_MODULE)
        .number(Arg.FLAGS, PpmNumbers.deleteModuleFlags(scene.call().number("flags", 0)))
        .text(Arg.NAME, name == null ? null : Bounds.name(name))
        .send();
  }

  static void userfaultfd(Scene scene) {
    DescriptorConversions.anonymous(scene);
    // an open's flags without an access, whose place the lowest bits are
    long flags = PpmNumbers.openFlags(scene.call().number("flags", 0) & ~3L);
    scene.begin(EventType.USERFAULTFD).number(Arg.FLAGS, flags).send();
  }

  static void ringSetup(Scene scene) {
    DescriptorConversions.anonymous(scene);
    scene
        .begin(EventType.IO_URING_SETUP)
        .number(Arg.SIZE, "entries")
        .number(Arg.FLAGS, PpmNumbers.ringFlags(scene.call().number("flags", 0)))
        .number(Arg.QUEUE_SIZE, "sq_entries")
        .number(Arg.COMPLETION_SIZE, "cq_entries")
        .number(Arg.THREAD_CPU, "sq_thread_cpu")
        .number(Arg.THREAD_IDLE, "sq_thread_idle")
        .number(Arg.FEATURES, "features")
        .send();
  }
}
