package io.nightjar.policy;

import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What differs between two configurations, and what of it waits for the next start. */
public final class ConfigChanges {

  private ConfigChanges() {}

  public static List<String> between(ConfigLoader.Reading before, ConfigLoader.Reading after) {
    List<String> lines = new ArrayList<>();
    Configuration old = before.configuration();
    Configuration now = after.configuration();
    if (!old.equals(now)) {
      lines.add("configuration changed");
      List<String> waiting = waiting(old, now);
      if (!waiting.isEmpty()) {
        lines.add("in force from the next start on: " + String.join(", ", waiting));
      }
    }
    after.notes().stream()
        .filter(note -> !before.notes().contains(note))
        .forEach(note -> lines.add("means nothing here: " + note));
    return lines;
  }

  private static List<String> waiting(Configuration old, Configuration now) {
    List<String> waiting = new ArrayList<>();
    note(waiting, "state", old.state().equals(now.state()));
    note(
        waiting,
        "killSwitchConfigMap",
        Objects.equals(old.killSwitchConfigMap(), now.killSwitchConfigMap()));
    note(waiting, "store", old.store().equals(now.store()));
    note(waiting, "cluster", old.cluster().equals(now.cluster()));
    note(waiting, "notify", old.notices().equals(now.notices()));
    note(waiting, "evidence", old.evidence().equals(now.evidence()));
    note(waiting, "actions", old.actions().equals(now.actions()));
    note(waiting, "http", old.http().equals(now.http()));
    note(waiting, "observe", old.observe().equals(now.observe()));
    note(waiting, "node", old.node().equals(now.node()));
    note(waiting, "falco.log_level", old.falco().logLevel() == now.falco().logLevel());
    note(
        waiting,
        "falco.watch_config_files",
        old.falco().watchConfigFiles() == now.falco().watchConfigFiles());
    return waiting;
  }

  private static void note(List<String> waiting, String key, boolean same) {
    if (!same) {
      waiting.add(key);
    }
  }
}
