package io.nightjar.rules.cases;

import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.CaseNames;
import io.nightjar.rules.load.YamlValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the processes of a case, the eldest first; the last one made the event.
 *
 * <p>Only {@code name} is needed. {@code args} is the whole argument vector, {@code env} the list
 * of {@code NAME=value}; {@code host: true} marks a process outside of the container, such as the
 * runtime that started it.
 */
final class CaseProcesses {
  private static final long TICKS_PER_SECOND = 100;
  static final List<String> KEYS =
      List.of(
          "name",
          "exepath",
          "args",
          "cwd",
          "tty",
          "user",
          "uid",
          "gid",
          "loginuid",
          "capabilities",
          "exe",
          "age",
          "vpid",
          "sid",
          "pgid",
          "env",
          "host");

  private CaseProcesses() {}

  /** The process of the event, linked to its ancestors. */
  static ProcessInfo read(List<YamlValue> processes, ContainerIdentity container)
      throws CaseFormatException {
    ProcessInfo last = null;
    int pid = 4000;
    for (YamlValue process : processes) {
      last = process(CaseMap.of(process, KEYS), pid, last, container);
      pid += 7;
    }
    if (last == null) {
      throw new IllegalArgumentException("a case needs a process");
    }
    return last;
  }

  private static ProcessInfo process(
      CaseMap map, int pid, @Nullable ProcessInfo parent, ContainerIdentity container)
      throws CaseFormatException {
    String name = map.required("name");
    boolean host = Boolean.TRUE.equals(map.flag("host"));
    long uid = map.number("uid", 0);
    long gid = map.number("gid", uid);
    long start = CaseEvent.TIME_NANOS / 10_000_000 - map.number("age", 60) * TICKS_PER_SECOND;
    List<String> args = map.has("args") ? map.texts("args") : List.of(name);
    long capabilities = CaseNames.capabilities(map.texts("capabilities"));
    ProcessInfo.Builder builder =
        ProcessInfo.builder(pid, start)
            .namespaceTgid((int) map.number("vpid", pid - 3990))
            .session((int) map.number("sid", pid), (int) map.number("pgid", pid))
            .name(name.length() > 15 ? name.substring(0, 15) : name)
            .exePath(map.text("exepath", "/usr/bin/" + name))
            .args(args)
            .cwd(map.text("cwd", "/"))
            .tty((int) map.number("tty", 0))
            .user(uid, uid)
            .group(gid, gid)
            .userName(map.text("user", uid == 0 ? "root" : ""))
            .groupName(gid == 0 ? "root" : "")
            .loginUid(map.number("loginuid", -1))
            .capabilities(0, capabilities, capabilities)
            .exeFlags(exeFlags(map))
            .environment(map.texts("env"))
            .container(host ? ContainerIdentity.HOST : container);
    return parent == null ? builder.build() : builder.parent(parent).build();
  }

  /** {@code exe: [upper_layer, memfd]}; without it the executable came with the image. */
  private static long exeFlags(CaseMap map) throws CaseFormatException {
    if (!map.has("exe")) {
      return ExeFlag.LOWER_LAYER.bit();
    }
    long bits = 0;
    for (YamlValue value : map.list("exe")) {
      try {
        bits |= ExeFlag.valueOf(CaseMap.text(value).toUpperCase(Locale.ROOT)).bit();
      } catch (IllegalArgumentException e) {
        throw new CaseFormatException(
            value.at(), "'" + CaseMap.text(value) + "' is no property of an executable");
      }
    }
    return bits;
  }
}
