package io.nightjar.rules.cases;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.rules.field.CaseNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of calls on processes and on the kernel as cases write them: by the names of the
 * language, and {@code prog_type} of a BPF program or map.
 */
final class CaseArguments {
  private static final Map<String, Arg> BY_KEY =
      Map.ofEntries(
          Map.entry("sig", Arg.SIGNAL),
          Map.entry("tid", Arg.TARGET_TID),
          Map.entry("addr", Arg.ADDRESS),
          Map.entry("size", Arg.SIZE),
          Map.entry("option", Arg.REQUEST),
          Map.entry("operation", Arg.REQUEST),
          Map.entry("cmd", Arg.REQUEST),
          Map.entry("arg2_int", Arg.ADDRESS),
          Map.entry("arg2_str", Arg.NAME),
          Map.entry("arg2", Arg.ADDRESS),
          Map.entry("arg3", Arg.DATA),
          Map.entry("arg4", Arg.THIRD),
          Map.entry("arg5", Arg.FOURTH),
          Map.entry("prog_type", Arg.OBJECT_TYPE),
          Map.entry("uargs", Arg.PARAMETERS),
          Map.entry("length", Arg.SIZE),
          Map.entry("entries", Arg.SIZE),
          Map.entry("sq_entries", Arg.QUEUE_SIZE),
          Map.entry("cq_entries", Arg.COMPLETION_SIZE),
          Map.entry("sq_thread_cpu", Arg.THREAD_CPU),
          Map.entry("sq_thread_idle", Arg.THREAD_IDLE),
          Map.entry("features", Arg.FEATURES),
          Map.entry("cap_inheritable", Arg.CAP_INHERITABLE),
          Map.entry("cap_permitted", Arg.CAP_PERMITTED),
          Map.entry("cap_effective", Arg.CAP_EFFECTIVE));

  private CaseArguments() {}

  /** Those keys and these. */
  static Set<String> with(Set<String> keys) {
    Set<String> all = new LinkedHashSet<>(keys);
    BY_KEY.keySet().stream().sorted().forEach(all::add);
    return all;
  }

  /** The argument of a key in events of the type; null if it is none of these. */
  static @Nullable Arg of(EventType type, String key) {
    boolean named = type.args().contains(Arg.NAME) && !type.args().contains(Arg.EXE_PATH);
    return named && key.equals("name") ? Arg.NAME : BY_KEY.get(key);
  }

  /** The number that a text means for the key; null if it means none. */
  static @Nullable Long number(String key, String text) {
    return key.startsWith("cap_")
        ? (Long) CaseNames.capabilities(List.of(text.split(" ")))
        : CaseNames.flags(text);
  }
}
