package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Outcome;
import java.util.List;
import java.util.stream.Stream;

/** What the pure half of an action makes of a workload as it was read. */
sealed interface EditPlan {

  /**
   * @param before the parts that the patch changes, in the action's own form, for the undo
   * @param changes one sentence each
   */
  record Edit(ObjectPatch patch, JsonNode before, List<String> changes, List<String> warnings)
      implements EditPlan {
    public Edit {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }

    /** Tells each change as one of the object of that name. */
    Edit of(String name) {
      return new Edit(
          patch, before, changes.stream().map(one -> name + ": " + one).toList(), warnings);
    }

    Edit warning(List<String> more) {
      return new Edit(
          patch, before, changes, Stream.concat(warnings.stream(), more.stream()).toList());
    }
  }

  record Nothing(String why) implements EditPlan {}

  record Impossible(Outcome.Failed.Kind kind, String cause) implements EditPlan {}
}
