package io.nightjar.playbook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a session has said already, so that it says nothing twice: Drools fires a rule again when a
 * count changes within its bounds. Forgets the oldest.
 */
final class AskedBefore {
  private final Map<String, Boolean> ids;

  AskedBefore(int maximum) {
    this.ids =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > maximum;
          }
        };
  }

  /** Those of the decisions that are new. */
  List<Decision> onlyNew(List<Decision> decisions) {
    return decisions.stream().filter(this::isNew).toList();
  }

  private boolean isNew(Decision decision) {
    return switch (decision) {
      case Decision.Asked asked -> first(asked.request().id());
      case Decision.Told told -> first(told.notice().id());
      case Decision.NotPossible notPossible -> first(key(notPossible.skipped()));
      case Decision.TakenOut takenOut -> true;
    };
  }

  private static String key(Skipped skipped) {
    return String.join(
        "\n",
        skipped.playbook(),
        skipped.playbookRule(),
        skipped.actionId(),
        skipped.detectionIds().toString());
  }

  private boolean first(String id) {
    return ids.put(id, Boolean.TRUE) == null;
  }
}
