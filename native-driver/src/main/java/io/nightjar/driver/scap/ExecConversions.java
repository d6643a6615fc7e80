package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.ProcessInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** execve, execveat: a process becomes another program. */
final class ExecConversions {
  private static final long NO_ID = 0xffff_ffffL;
  private static final int NAME_LENGTH = 15;

  private static final int WRITABLE = 1;
  private static final int UPPER_LAYER = 1 << 1;
  private static final int FROM_MEMFD = 1 << 2;
  private static final int LOWER_LAYER = 1 << 3;

  private ExecConversions() {}

  static Conversion of(EventType type) {
    return scene -> {
      if (scene.failed()) {
        failed(type, scene);
      } else {
        succeeded(type, scene);
      }
    };
  }

  private static void failed(EventType type, Scene scene) {
    scene.begin(type);
    fileAskedFor(scene);
    scene.text(Arg.NAME, Bounds.name(scene.process().info().name())).send();
  }

  private static void fileAskedFor(Scene scene) {
    String name = asked(scene.call());
    long directoryFd = scene.directoryFd("dirfd");
    scene.number(Arg.DIRECTORY_FD, directoryFd);
    if (scene.call().has("dirfd")) {
      RawEvent entry = scene.call().entry();
      // the return has flags too, which are about the file
      long flags = entry == null ? 0 : new Call(entry, null).number("flags", 0);
      scene.number(Arg.FLAGS, PpmNumbers.execAtFlags(flags));
    }
    scene.text(Arg.PATH, name).text(Arg.DIRECTORY, scene.directory(directoryFd));
  }

  /** The path that the call named; old captures do not have it. */
  private static @Nullable String asked(Call call) {
    String name = call.text("filename");
    return name == null ? call.text("pathname") : name;
  }

  private static void succeeded(EventType type, Scene scene) {
    Call call = scene.call();
    Machine machine = scene.machine();
    ObservedProcess process = becoming(call, machine);
    Scene told = scene.of(process);
    String directory = call.text("cwd");
    if (directory != null) {
      process.changeDirectory(Bounds.path(directory));
    }
    List<String> cgroups = call.list("cgroups");
    if (!cgroups.isEmpty()) {
      process.moveTo(machine.cgroups().tellingPath(cgroups));
    }
    told.change(program(told));
    process.descriptors().exec();
    ObservedThread thread = machine.thread(call.tid());
    if (thread != null) {
      thread.rename(process.info().name());
      thread.settled();
    }
    tell(type, told);
  }

  private static ObservedProcess becoming(Call call, Machine machine) {
    long pid = call.number("pid", call.tid());
    ObservedThread thread = machine.thread(call.tid());
    if (thread != null && thread.process().pid() == (int) pid) {
      return thread.process();
    }
    ObservedProcess known = machine.process(pid);
    ObservedProcess process =
        known != null
            ? known
            : machine.add(
                ProcessInfo.builder((int) pid, Machine.ticks(call.timeNanos())).build(),
                Cgroups.ROOT);
    machine.add(call.tid(), process, "");
    return process;
  }

  private static ProcessInfo.Builder program(Scene scene) {
    Call call = scene.call();
    ObservedProcess process = scene.process();
    ProcessInfo before = process.info();
    List<String> args = new ArrayList<>();
    String first = call.text("exe");
    args.add(first == null ? "" : first);
    args.addAll(call.list("args"));
    List<String> bounded = Bounds.list(args);
    long uid = call.number("uid", NO_ID);
    long gid = call.number("gid", NO_ID);
    ProcessInfo.Builder values =
        before.toBuilder()
            .name(name(call, first))
            .exePath(Bounds.path(exePath(scene, first)))
            .args(bounded)
            .argsTruncated(truncated(call, args, bounded))
            .cwd(process.workingDirectory())
            .environment(Bounds.list(call.list("env")))
            .cgroupPath(process.cgroup())
            .container(scene.machine().cgroups().container(process.cgroup()))
            .exeFlags(exeFlags(call.number("flags", 0)))
            .exeFile(
                call.number("exe_ino", 0),
                call.number("exe_ino_ctime", 0),
                call.number("exe_ino_mtime", 0));
    if (uid != NO_ID) {
      values.user(uid, uid);
    }
    if (gid != NO_ID) {
      values.group(gid, gid);
    }
    return lateParameters(scene, values);
  }

  /** What only later versions of the event tell; it stays as it was where they do not. */
  private static ProcessInfo.Builder lateParameters(Scene scene, ProcessInfo.Builder values) {
    Call call = scene.call();
    ProcessInfo before = scene.process().info();
    if (call.has("tty")) {
      values.tty((int) call.number("tty", 0));
    }
    if (call.has("loginuid")) {
      values.loginUid(call.descriptor("loginuid"));
    }
    if (call.has("cap_effective")) {
      values.capabilities(
          call.number("cap_inheritable", 0),
          call.number("cap_permitted", 0),
          call.number("cap_effective", 0));
    }
    long group = call.number("pgid", call.number("vpgid", -1));
    if (group > 0) {
      values.session(before.sessionId(), (int) group);
    }
    if (before.parentTgid() == 0 && call.has("ptid")) {
      values.parentTgid(Forks.parentOf(call, scene.machine()));
    }
    return values;
  }

  private static boolean truncated(Call call, List<String> args, List<String> bounded) {
    var bytes = call.bytes("args");
    return (bytes != null && bytes.capacity() >= Bounds.LIST)
        || Bounds.bytes(args) > Bounds.bytes(bounded);
  }

  private static String name(Call call, @Nullable String first) {
    String name = call.text("comm");
    if (name != null) {
      return Bounds.name(name);
    }
    String exe = first == null ? "" : first;
    return Bounds.cut(exe.substring(exe.lastIndexOf('/') + 1), NAME_LENGTH);
  }

  private static String exePath(Scene scene, @Nullable String first) {
    String trusted = scene.call().text("trusted_exepath");
    if (trusted != null && trusted.startsWith("/")) {
      return trusted;
    }
    String asked = asked(scene.call());
    if (asked != null) {
      return scene.absolute(asked, scene.directoryFd("dirfd"));
    }
    return first != null && first.startsWith("/") ? first : "";
  }

  private static long exeFlags(long flags) {
    return ((flags & WRITABLE) != 0 ? ExeFlag.WRITABLE.bit() : 0)
        | ((flags & UPPER_LAYER) != 0 ? ExeFlag.UPPER_LAYER.bit() : 0)
        | ((flags & FROM_MEMFD) != 0 ? ExeFlag.MEMFD.bit() : 0)
        | ((flags & LOWER_LAYER) != 0 ? ExeFlag.LOWER_LAYER.bit() : 0);
  }

  private static void tell(EventType type, Scene scene) {
    ProcessInfo info = scene.process().info();
    ObservedProcess parent = scene.machine().process(info.parentTgid());
    scene
        .begin(type)
        .number(Arg.PARENT_TGID, info.parentTgid())
        .number(Arg.PARENT_START, Scene.startNanos(parent))
        .number(Arg.NAMESPACE_TGID, info.namespaceTgid())
        .number(Arg.NAMESPACE_START, info.namespaceStartNanos())
        .number(Arg.SESSION, info.sessionId())
        .number(Arg.PROCESS_GROUP, info.processGroupId())
        .number(Arg.EUID, info.euid())
        .number(Arg.EGID, info.egid())
        .number(Arg.LOGIN_UID, info.loginUid())
        .number(Arg.TTY, info.tty())
        .number(Arg.EXE_FLAGS, exeFlags(scene.call().number("flags", 0)))
        .number(Arg.INODE, info.exeInode())
        .number(Arg.EXE_CHANGE_TIME, info.exeChangeTimeNanos())
        .number(Arg.EXE_MODIFY_TIME, info.exeModifyTimeNanos())
        .number(Arg.CAP_INHERITABLE, info.capInheritable())
        .number(Arg.CAP_PERMITTED, info.capPermitted())
        .number(Arg.CAP_EFFECTIVE, info.capEffective())
        .number(Arg.ARGS_BYTES, Bounds.bytes(info.args()) + (info.argsTruncated() ? 1 : 0))
        .text(Arg.NAME, info.name())
        .text(Arg.EXE_PATH, info.exePath());
    fileAskedFor(scene);
    scene.text(Arg.CURRENT_DIRECTORY, info.cwd()).text(Arg.CGROUP, scene.process().cgroup());
    scene.encoder().list(Arg.ARGS, info.args());
    if (!info.environment().isEmpty()) {
      scene.encoder().list(Arg.ENVIRONMENT, info.environment());
    }
    scene.send();
  }
}
