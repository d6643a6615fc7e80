package io.nightjar.policy;

import io.nightjar.config.ChangedKeys;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Reload;
import java.util.ArrayList;
import java.util.List;

/** What differs between two configurations, and what of it waits for the next start. */
public final class ConfigChanges {

  private ConfigChanges() {}

  public static List<String> between(ConfigLoader.Reading before, ConfigLoader.Reading after) {
    List<String> lines = new ArrayList<>();
    if (!before.configuration().equals(after.configuration())) {
      lines.add("configuration changed");
      List<String> waiting =
          ChangedKeys.between(before.configuration(), after.configuration(), Reload.RESTART);
      if (!waiting.isEmpty()) {
        lines.add("in force from the next start on: " + String.join(", ", waiting));
      }
    }
    after.notes().stream()
        .filter(note -> !before.notes().contains(note))
        .forEach(note -> lines.add("means nothing here: " + note));
    return lines;
  }
}
