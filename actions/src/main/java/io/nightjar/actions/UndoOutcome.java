package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What undoing an action did. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
  @JsonSubTypes.Type(value = UndoOutcome.Undone.class, name = "undone"),
  @JsonSubTypes.Type(value = UndoOutcome.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = UndoOutcome.Failed.class, name = "failed")
})
public sealed interface UndoOutcome {

  /** Exactly what was there before is there again. */
  record Undone(List<String> changes) implements UndoOutcome {
    public Undone {
      changes = List.copyOf(changes);
    }
  }

  /**
   * The object changed since the action, so restoring it would destroy somebody's work; nothing was
   * touched.
   *
   * @param difference a line a difference: path, what the action left, what is there now
   */
  record Refused(String why, List<String> difference) implements UndoOutcome {
    public Refused {
      difference = List.copyOf(difference);
    }
  }

  /**
   * @param retryAfter as in {@link Outcome.Failed}
   */
  record Failed(Outcome.Failed.Kind kind, String cause, @JsonIgnore @Nullable Duration retryAfter)
      implements UndoOutcome {
    public Failed(Outcome.Failed.Kind kind, String cause) {
      this(kind, cause, null);
    }
  }
}
