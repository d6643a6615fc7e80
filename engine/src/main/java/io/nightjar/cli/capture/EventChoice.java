package io.nightjar.cli.capture;

import io.nightjar.cli.UsageFailure;
import io.nightjar.config.Suggestion;
import io.nightjar.driver.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The types of events that {@code --events} names. */
final class EventChoice {
  private EventChoice() {}

  /**
   * @param names of calls, or their begin with a star behind
   * @throws UsageFailure for a name that no type has
   */
  static Set<EventType> parse(List<String> names) throws UsageFailure {
    Set<EventType> chosen = EnumSet.noneOf(EventType.class);
    for (String name : names) {
      Set<EventType> found =
          Arrays.stream(EventType.values())
              .filter(type -> matches(name.strip(), type.callName()))
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
      if (found.isEmpty()) {
        List<String> known = Arrays.stream(EventType.values()).map(EventType::callName).toList();
        String hint = Suggestion.didYouMean(name, known);
        throw new UsageFailure(
            "--events: there is no event \""
                + name
                + "\"; "
                + (hint.isEmpty() ? "there are: " + String.join(", ", known) : hint));
      }
      chosen.addAll(found);
    }
    return chosen;
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
