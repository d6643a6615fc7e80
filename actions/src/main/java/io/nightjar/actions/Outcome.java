package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What doing an action did. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = Outcome.NothingToDo.class, name = "nothingToDo"),
  @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed")
})
public sealed interface Outcome {

  /**
   * @param changes what changed, one plain sentence each
   * @param beforeState what undo needs, in the action's own form; JSON null where nothing can be
   *     undone
   * @param warnings what a person must know, for instance why an isolation is incomplete
   */
  record Succeeded(List<String> changes, JsonNode beforeState, List<String> warnings)
      implements Outcome {
    public Succeeded {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  /** The wanted state was there already, or the target is gone. */
  record NothingToDo(String why) implements Outcome {}

  /** Nothing, or not all, was done. */
  record Failed(Kind kind, String cause) implements Outcome {
    public enum Kind {
      /** The object under that name has another UID: it is not the one that was meant. */
      WRONG_TARGET,
      /** The object changed between reading and writing. */
      CONFLICT,
      /** The API server refused: permission, admission or validation. */
      REFUSED,
      /** The API server or the process could not be reached; trying again may help. */
      UNAVAILABLE,
      /** The request makes no sense for this target. */
      UNSUPPORTED
    }
  }
}
