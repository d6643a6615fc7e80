package io.nightjar.rules.field;

import io.nightjar.driver.EventType;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How rules call the events that the driver sends. */
public final class EventNames {
  private static final Map<String, EventType> BY_NAME = new HashMap<>();
  private static final Set<String> KNOWN = new TreeSet<>(NameTable.events());

  static {
    for (EventType type : EventType.values()) {
      BY_NAME.put(nameOf(type), type);
      KNOWN.add(nameOf(type));
    }
  }

  private EventNames() {}

  /** The name in the rule language: that of the system call; of an exit Falco's. */
  public static String nameOf(EventType type) {
    return switch (type) {
      case PROCESS_EXIT -> "procexit";
      default -> type.callName();
    };
  }

  /** The type of a name, or null if the driver does not send it. */
  public static @Nullable EventType typeOf(String name) {
    return BY_NAME.get(name);
  }

  /** The types of those names that the driver sends. */
  public static Set<EventType> typesOf(Collection<String> names) {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (String name : names) {
      EventType type = BY_NAME.get(name);
      if (type != null) {
        types.add(type);
      }
    }
    return types;
  }

  /** Every name of the language, whether the driver sends it or not. */
  public static Set<String> known() {
    return KNOWN;
  }
}
