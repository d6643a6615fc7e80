package io.nightjar.fleet.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What became of a task; the first one counts, whatever is sent later. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TaskOutcome.Done.class, name = "done"),
  @JsonSubTypes.Type(value = TaskOutcome.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = TaskOutcome.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = TaskOutcome.Unknown.class, name = "unknown")
})
public sealed interface TaskOutcome {

  /** The control answered, which need not be what was wished for. */
  record Done(NodeResult result) implements TaskOutcome {}

  /** It was not begun: it had expired, or was of an engine that another has followed. */
  record Refused(String why) implements TaskOutcome {}

  /** The control threw; nobody knows how much it had done. */
  record Failed(String why) implements TaskOutcome {}

  /** The agent ended while it was at it: nobody knows whether it was done. */
  record Unknown(String why) implements TaskOutcome {}
}
