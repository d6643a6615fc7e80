package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;

/** Who a process is: its users and groups, capabilities, session. */
final class IdentityConversions {
  private static final long UNCHANGED = 0xffff_ffffL;

  private IdentityConversions() {}

  /** One id is asked for: a privileged caller gives up all others for it. */
  static Conversion one(EventType type, String parameter, boolean user) {
    return scene -> {
      long id = scene.call().number(parameter, UNCHANGED);
      boolean privileged = scene.process().info().euid() == 0;
      become(scene, user, privileged ? id : UNCHANGED, id);
      tell(type, scene, id, id, id);
    };
  }

  /** Up to three ids are asked for. */
  static Conversion several(EventType type, String real, String effective, String saved) {
    boolean user = real.equals("ruid");
    return scene -> {
      long realId = scene.call().number(real, UNCHANGED);
      long effectiveId = scene.call().number(effective, UNCHANGED);
      become(scene, user, realId, effectiveId);
      tell(type, scene, realId, effectiveId, scene.call().number(saved, UNCHANGED));
    };
  }

  private static void become(Scene scene, boolean user, long real, long effective) {
    if (scene.failed()) {
      return;
    }
    ProcessInfo info = scene.process().info();
    ProcessInfo.Builder values = info.toBuilder();
    if (user) {
      values.user(
          real == UNCHANGED ? info.uid() : real, effective == UNCHANGED ? info.euid() : effective);
    } else {
      values.group(
          real == UNCHANGED ? info.gid() : real, effective == UNCHANGED ? info.egid() : effective);
    }
    scene.change(values);
  }

  private static void tell(EventType type, Scene scene, long real, long effective, long saved) {
    ProcessInfo info = scene.process().info();
    scene
        .begin(type)
        .number(Arg.REAL_ID, real)
        .number(Arg.EFFECTIVE_ID, effective)
        .number(Arg.SAVED_ID, saved)
        .number(Arg.EUID, info.euid())
        .number(Arg.EGID, info.egid())
        .send();
  }

  static void capset(Scene scene) {
    Call call = scene.call();
    if (!scene.failed()) {
      scene.change(
          scene.process().info().toBuilder()
              .capabilities(
                  call.number("cap_inheritable", 0),
                  call.number("cap_permitted", 0),
                  call.number("cap_effective", 0)));
    }
    scene
        .begin(EventType.CAPSET)
        .number(Arg.CAP_INHERITABLE, "cap_inheritable")
        .number(Arg.CAP_PERMITTED, "cap_permitted")
        .number(Arg.CAP_EFFECTIVE, "cap_effective")
        .send();
  }

  /** The process leads a new session and group. */
  static void setsid(Scene scene) {
    if (!scene.failed()) {
      int pid = scene.process().pid();
      scene.change(scene.process().info().toBuilder().session(pid, pid).tty(0));
    }
  }

  static void setpgid(Scene scene) {
    Call call = scene.call();
    ProcessInfo info = scene.process().info();
    boolean sameIds = info.namespaceTgid() == info.tgid();
    long pid = call.number("pid", -1) == 0 ? info.tgid() : call.number("pid", -1);
    ObservedProcess target = scene.machine().process(pid);
    if (!scene.failed() && sameIds && target != null) {
      long group = call.number("pgid", 0) == 0 ? pid : call.number("pgid", 0);
      scene
          .of(target)
          .change(target.info().toBuilder().session(target.info().sessionId(), (int) group));
    }
  }
}
