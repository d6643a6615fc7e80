package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What an action acts on, always identified by something that is never reused: a UID, or a process
 * id together with its start time and container.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PodTarget.class, name = "pod"),
  @JsonSubTypes.Type(value = ProcessTarget.class, name = "process"),
  @JsonSubTypes.Type(value = WorkloadTarget.class, name = "workload")
})
public sealed interface Target permits PodTarget, ProcessTarget, WorkloadTarget {

  /** Identifies the target for ever: equal keys mean the same object. */
  String key();

  /** The namespace, or an empty string for a process of the host. */
  String namespace();

  /** For people: {@code pod shop/checkout-7d4b9}. */
  String describe();
}
