package io.nightjar.fleet.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.nightjar.actions.ContainerControl.Freezing;
import io.nightjar.actions.ContainerControl.ProcessLimit;
import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.ProcessControl.KillResult;
import io.nightjar.actions.ProcessControl.ResumeResult;
import io.nightjar.actions.ProcessControl.StopResult;
import org.jspecify.annotations.Nullable;

/** What one of the node's controls answered. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NodeResult.Killed.class, name = "kill"),
  @JsonSubTypes.Type(value = NodeResult.Stopped.class, name = "stop"),
  @JsonSubTypes.Type(value = NodeResult.Resumed.class, name = "resume"),
  @JsonSubTypes.Type(value = NodeResult.Frozen.class, name = "freezer"),
  @JsonSubTypes.Type(value = NodeResult.Limited.class, name = "limit"),
  @JsonSubTypes.Type(value = NodeResult.Network.class, name = "network"),
  @JsonSubTypes.Type(value = NodeResult.Collection.class, name = "evidence")
})
public sealed interface NodeResult {

  record Killed(KillResult result) implements NodeResult {}

  record Stopped(StopResult result) implements NodeResult {}

  record Resumed(ResumeResult result) implements NodeResult {}

  record Frozen(Freezing result) implements NodeResult {}

  record Limited(ProcessLimit result) implements NodeResult {}

  record Network(NetworkControl.Cut result) implements NodeResult {}

  /**
   * @param result null where nothing was found
   */
  record Collection(EvidenceSource.@Nullable Collected result) implements NodeResult {}
}
