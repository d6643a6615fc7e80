package io.nightjar.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys in which two configurations differ, by when a change of them is in force. */
public final class ChangedKeys {

  private final Reload wanted;
  private final List<String> keys = new ArrayList<>();

  private ChangedKeys(Reload wanted) {
    this.wanted = wanted;
  }

  /** Keys as the file has them, such as {@code http.listen}; in the order of the reference. */
  public static List<String> between(Configuration before, Configuration after, Reload wanted) {
    ChangedKeys changed = new ChangedKeys(wanted);
    changed.compare(Configuration.class, before, after, "", Reload.RESTART);
    return List.copyOf(changed.keys);
  }

  /** When a key is in force that stands in a section which is in force then. */
  static Reload of(RecordComponent component, Reload section) {
    Setting setting = component.getAnnotation(Setting.class);
    return setting == null || setting.reload() == Reload.AS_ITS_SECTION
        ? section
        : setting.reload();
  }

  private void compare(
      Class<?> type, Object before, Object after, String prefix, Reload ofSection) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + RecordBinder.key(component);
      Object old = RecordBinder.component(component, before);
      Object now = RecordBinder.component(component, after);
      if (!Objects.equals(old, now)) {
        differs(component, key, old, now, of(component, ofSection));
      }
    }
  }

  private void differs(
      RecordComponent component,
      String key,
      @Nullable Object old,
      @Nullable Object now,
      Reload reload) {
    if (ScalarReader.isSection(component.getType()) && old != null && now != null) {
      compare(component.getType(), old, now, key + ".", reload);
    } else if (reload == wanted) {
      keys.add(key);
    }
  }
}
