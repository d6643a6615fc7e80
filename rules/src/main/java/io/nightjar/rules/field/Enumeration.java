package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of the values of a kernel's enumeration, in the spelling of Falco's events. */
final class Enumeration {
  private final Map<Long, String> names = new LinkedHashMap<>();

  /** Names of the values from 0 on; an empty one is left out. */
  static Enumeration fromZero(String prefix, String... names) {
    Enumeration made = new Enumeration();
    for (int i = 0; i < names.length; i++) {
      if (!names[i].isEmpty()) {
        made.add(i, prefix + names[i]);
      }
    }
    return made;
  }

  Enumeration add(long value, String name) {
    names.put(value, name);
    return this;
  }

  /** The name, or null of a value without one. */
  @Nullable String name(long value) {
    return names.get(value);
  }

  /** The value of a name, or null. */
  @Nullable Long value(String name) {
    for (Map.Entry<Long, String> entry : names.entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** An argument as number and as word; of a value without a name both are the number. */
  EventArguments.Argument of(Arg arg) {
    return EventArguments.worded(
        EventArguments.number(arg),
        context -> context.event().has(arg) ? name(context.event().number(arg)) : null,
        Possibility.always(new Origin.Choice(arg, names, null)));
  }
}
