package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * clone, clone3, fork, vfork, the end of a thread: processes come and go. The call that makes a
 * thread returns twice, in its maker and in the new thread; either return can come first or alone.
 */
final class Forks {
  private Forks() {}

  static Conversion of(EventType type) {
    return scene -> {
      if (scene.result() == 0) {
        returnedInChild(scene);
        return;
      }
      if (scene.result() > 0) {
        returnedInMaker(scene);
      }
      scene
          .begin(type)
          .number(Arg.FLAGS, PpmNumbers.cloneFlags(scene.call().number("flags", 0)))
          .send();
    };
  }

  /** Process id of the parent that an event names by a thread of it. */
  static int parentOf(Call call, Machine machine) {
    long parent = call.number("ptid", 0);
    ObservedThread thread = machine.thread(parent);
    return thread == null ? (int) parent : thread.process().pid();
  }

  private static void returnedInMaker(Scene scene) {
    Call call = scene.call();
    long flags = call.number("flags", 0);
    ProcessInfo maker = scene.process().info();
    boolean elsewhere =
        (flags & PpmNumbers.CHILD_IN_NAMESPACE) != 0
            || maker.namespaceTgid() != maker.tgid()
            || call.number("vtid", call.tid()) != call.tid();
    if (elsewhere) {
      // the id is one of another namespace; the child's own return tells its id here
      return;
    }
    long tid = call.result();
    ObservedThread known = scene.machine().thread(tid);
    if (known != null && !known.told(true)) {
      return;
    }
    boolean thread = (flags & PpmNumbers.CLONE_THREAD) != 0;
    make(scene, tid, thread ? maker.tgid() : tid, scene.process(), flags).told(true);
  }

  private static void returnedInChild(Scene scene) {
    Call call = scene.call();
    Machine machine = scene.machine();
    long pid = call.number("pid", call.tid());
    ObservedThread thread = machine.thread(call.tid());
    if (thread == null || thread.process().pid() != (int) pid || thread.told(false)) {
      ObservedProcess parent = machine.process(parentOf(call, machine));
      thread = make(scene, call.tid(), pid, parent, call.number("flags", 0));
      thread.told(false);
    }
    String name = call.text("comm");
    if (name != null) {
      thread.rename(Bounds.name(name));
    }
    if (thread.main()) {
      learn(scene.of(thread.process()));
    }
  }

  private static ObservedThread make(
      Scene scene, long tid, long pid, @Nullable ObservedProcess parent, long flags) {
    Machine machine = scene.machine();
    if (tid != pid) {
      ObservedProcess known = machine.process(pid);
      return machine.add(
          tid, known == null ? machine.processOf(pid) : known, parent == null ? "" : name(parent));
    }
    ProcessInfo.Builder values =
        ProcessInfo.builder((int) pid, Machine.ticks(scene.call().timeNanos()));
    if (parent != null) {
      values.copy(parent.info()).parentTgid(parent.pid());
    }
    values.namespaceTgid((int) pid);
    ObservedProcess child =
        machine.add(machine.named(values), parent == null ? Cgroups.ROOT : parent.cgroup());
    if (parent != null) {
      boolean shared = (flags & PpmNumbers.CLONE_FILES) != 0;
      child.inherit(shared ? parent.descriptors().share() : parent.descriptors().copy());
      child.changeDirectory(parent.workingDirectory());
    }
    ObservedThread thread = machine.add(tid, child, child.info().name());
    if (scene.result() == 0) {
      learn(scene.of(child));
    }
    tellFork(scene.of(child), parent);
    return thread;
  }

  private static String name(ObservedProcess process) {
    return process.info().name();
  }

  /** What the child's own return says of it. */
  private static void learn(Scene scene) {
    Call call = scene.call();
    ObservedProcess process = scene.process();
    ProcessInfo before = process.info();
    List<String> cgroups = call.list("cgroups");
    if (!cgroups.isEmpty()) {
      process.moveTo(scene.machine().cgroups().tellingPath(cgroups));
    }
    ProcessInfo.Builder values =
        before.toBuilder()
            .cgroupPath(process.cgroup())
            .container(scene.machine().cgroups().container(process.cgroup()));
    String name = call.text("comm");
    if (name != null) {
      values.name(Bounds.name(name));
    }
    if (call.has("uid")) {
      values.user(call.number("uid", 0), call.number("uid", 0));
    }
    if (call.has("gid")) {
      values.group(call.number("gid", 0), call.number("gid", 0));
    }
    long namespacePid = call.number("vpid", -1);
    if (namespacePid > 0) {
      values.namespaceTgid((int) namespacePid);
    }
    long namespaceStart = call.number("pidns_init_start_ts", 0);
    if (namespaceStart > 0 && scene.machine().info().bootNanos() > 0) {
      values.namespaceStart(scene.machine().info().bootNanos() + namespaceStart);
    }
    if (before.parentTgid() == 0 && call.has("ptid")) {
      values.parentTgid(parentOf(call, scene.machine()));
    }
    scene.change(values);
  }

  private static void tellFork(Scene scene, @Nullable ObservedProcess parent) {
    ProcessInfo child = scene.process().info();
    scene
        .begin(EventType.PROCESS_FORK)
        .number(Arg.PARENT_TGID, child.parentTgid())
        .number(Arg.PARENT_START, Scene.startNanos(parent))
        .number(Arg.NAMESPACE_TGID, child.namespaceTgid());
    scene.encoder().thread(child.tgid(), child.namespaceTgid()).result(0);
    scene.send();
  }

  /** The end of a thread; with the last one the process ends. */
  static void exit(Scene scene) {
    Machine machine = scene.machine();
    ObservedProcess process = scene.process();
    machine.removeThread(scene.call().tid());
    if (process.removeThread()) {
      scene
          .begin(EventType.PROCESS_EXIT)
          .number(Arg.EXIT_CODE, scene.call().number("status", 0))
          .send();
      machine.removeProcess(process);
    }
  }
}
