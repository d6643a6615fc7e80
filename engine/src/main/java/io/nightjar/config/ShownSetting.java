package io.nightjar.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One key of a configuration as it is, for people.
 *
 * @param key as the file has it, such as {@code notify.channels.team.perMinute}
 * @param value of a secret where it comes from, never the secret
 * @param restart whether a change of it wants a restart
 */
public record ShownSetting(String key, String value, boolean restart) {

  /** Every key that has a value, in the order of the reference. */
  public static List<ShownSetting> of(Configuration configuration) {
    List<ShownSetting> all = new ArrayList<>();
    section(configuration, "", Reload.RESTART, all);
    return all;
  }

  private static void section(
      Record section, String prefix, Reload ofSection, List<ShownSetting> all) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      add(
          RecordBinder.component(component, section),
          prefix + RecordBinder.key(component),
          ChangedKeys.of(component, ofSection),
          all);
    }
  }

  private static void add(
      @Nullable Object value, String key, Reload reload, List<ShownSetting> all) {
    if (value == null) {
      return;
    }
    if (value instanceof Record section && ScalarReader.isSection(section.getClass())) {
      section(section, key + ".", reload, all);
    } else if (value instanceof Map<?, ?> named) {
      new TreeMap<>(named).forEach((name, one) -> add(one, key + "." + name, reload, all));
    } else if (value instanceof Collection<?> many
        && many.stream().anyMatch(ShownSetting::isSection)) {
      int index = 0;
      for (Object one : many) {
        add(one, key + "[" + index++ + "]", reload, all);
      }
    } else if (value instanceof Secret secret) {
      all.add(shown(key, secret.origin(), reload));
    } else {
      all.add(shown(key, ConfigReference.render(value), reload));
    }
  }

  private static boolean isSection(Object value) {
    return ScalarReader.isSection(value.getClass());
  }

  private static ShownSetting shown(String key, String value, Reload reload) {
    return new ShownSetting(key, value, reload == Reload.RESTART);
  }
}
