package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @param artefacts the evidence that it collected
   */
  record Succeeded(
      List<String> changes,
      JsonNode beforeState,
      List<String> warnings,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Artefact> artefacts)
      implements Outcome {
    @JsonCreator
    public Succeeded {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
      // what was left out as empty, or written before there were any, comes back as null
      artefacts = artefacts == null ? List.of() : List.copyOf(artefacts);
    }

    public Succeeded(List<String> changes, JsonNode beforeState, List<String> warnings) {
      this(changes, beforeState, warnings, List.of());
    }
  }

  /** The wanted state was there already, or the target is gone. */
  record NothingToDo(String why) implements Outcome {}

  /**
   * Nothing, or not all, was done.
   *
   * @param retryAfter how long the other side wants to be left alone first; null when it said
   *     nothing. For whoever tries again; not stored
   */
  record Failed(Kind kind, String cause, @JsonIgnore @Nullable Duration retryAfter)
      implements Outcome {
    public Failed(Kind kind, String cause) {
      this(kind, cause, null);
    }

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
