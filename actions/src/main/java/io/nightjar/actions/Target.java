package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What an action acts on, always identified by something that is never reused: a UID, a container
 * id, or a process id together with its start time and container.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PodTarget.class, name = "pod"),
  @JsonSubTypes.Type(value = ProcessTarget.class, name = "process"),
  @JsonSubTypes.Type(value = WorkloadTarget.class, name = "workload"),
  @JsonSubTypes.Type(value = ContainerTarget.class, name = "container"),
  @JsonSubTypes.Type(value = NamespaceTarget.class, name = "namespace"),
  @JsonSubTypes.Type(value = NodeTarget.class, name = "node"),
  @JsonSubTypes.Type(value = SecretTarget.class, name = "secret")
})
public sealed interface Target
    permits PodTarget,
        ProcessTarget,
        WorkloadTarget,
        ContainerTarget,
        NamespaceTarget,
        NodeTarget,
        SecretTarget {

  /** Identifies the target for ever: equal keys mean the same object. */
  String key();

  /** The namespace; empty for a node and for what is in no pod. */
  String namespace();

  /** For people: {@code pod shop/checkout-7d4b9}. */
  String describe();
}
