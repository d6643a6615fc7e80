package io.nightjar.fleet.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessControl.StoppedProcess;
import io.nightjar.actions.ProcessTarget;
import java.util.List;
import java.util.Locale;

/** What is to be done: a call of one of the node's controls with its arguments. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NodeWork.Kill.class, name = "kill"),
  @JsonSubTypes.Type(value = NodeWork.Stop.class, name = "stop"),
  @JsonSubTypes.Type(value = NodeWork.Resume.class, name = "resume"),
  @JsonSubTypes.Type(value = NodeWork.Freeze.class, name = "freeze"),
  @JsonSubTypes.Type(value = NodeWork.Thaw.class, name = "thaw"),
  @JsonSubTypes.Type(value = NodeWork.LookContainer.class, name = "look-container"),
  @JsonSubTypes.Type(value = NodeWork.LookLimit.class, name = "look-limit"),
  @JsonSubTypes.Type(value = NodeWork.Limit.class, name = "limit"),
  @JsonSubTypes.Type(value = NodeWork.Cut.class, name = "cut"),
  @JsonSubTypes.Type(value = NodeWork.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = NodeWork.LookNetwork.class, name = "look-network"),
  @JsonSubTypes.Type(value = NodeWork.Collect.class, name = "collect"),
  @JsonSubTypes.Type(value = NodeWork.Found.class, name = "found")
})
public sealed interface NodeWork {

  /** The word that it goes by: {@code kill}, {@code look-network}. */
  default String kind() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Whether it changes nothing, so that it may be done more than once. */
  default boolean looks() {
    return switch (this) {
      case LookContainer look -> true;
      case LookLimit look -> true;
      case LookNetwork look -> true;
      case Found found -> true;
      case Kill kill -> false;
      case Stop stop -> false;
      case Resume resume -> false;
      case Freeze freeze -> false;
      case Thaw thaw -> false;
      case Limit limit -> false;
      case Cut cut -> false;
      case Restore restore -> false;
      case Collect collect -> false;
    };
  }

  /** {@link io.nightjar.actions.ProcessControl#kill}; answered by {@link NodeResult.Killed}. */
  record Kill(ProcessTarget target, boolean descendants) implements NodeWork {}

  /** {@link io.nightjar.actions.ProcessControl#stop}; answered by {@link NodeResult.Stopped}. */
  record Stop(ProcessTarget target, boolean descendants) implements NodeWork {}

  /** {@link io.nightjar.actions.ProcessControl#resume}; answered by {@link NodeResult.Resumed}. */
  record Resume(ProcessTarget target, List<StoppedProcess> stopped) implements NodeWork {
    public Resume {
      stopped = List.copyOf(stopped);
    }
  }

  /** {@link io.nightjar.actions.ContainerControl#freeze}; answered by {@link NodeResult.Frozen}. */
  record Freeze(ContainerTarget target) implements NodeWork {}

  /** {@link io.nightjar.actions.ContainerControl#thaw}; answered by {@link NodeResult.Frozen}. */
  record Thaw(ContainerTarget target) implements NodeWork {}

  /** {@link io.nightjar.actions.ContainerControl#look}; answered by {@link NodeResult.Frozen}. */
  record LookContainer(ContainerTarget target) implements NodeWork {}

  /**
   * {@link io.nightjar.actions.ContainerControl#processLimit}; answered by {@link
   * NodeResult.Limited}.
   */
  record LookLimit(ContainerTarget target) implements NodeWork {}

  /**
   * {@link io.nightjar.actions.ContainerControl#limitProcesses}; answered by {@link
   * NodeResult.Limited}.
   */
  record Limit(ContainerTarget target, long inode, String most) implements NodeWork {}

  /** {@link io.nightjar.actions.NetworkControl#cut}; answered by {@link NodeResult.Network}. */
  record Cut(PodTarget target, List<String> allowed, String responseId) implements NodeWork {
    public Cut {
      allowed = List.copyOf(allowed);
    }
  }

  /** {@link io.nightjar.actions.NetworkControl#restore}; answered by {@link NodeResult.Network}. */
  record Restore(PodTarget target) implements NodeWork {}

  /** {@link io.nightjar.actions.NetworkControl#look}; answered by {@link NodeResult.Network}. */
  record LookNetwork(PodTarget target) implements NodeWork {}

  /**
   * {@link io.nightjar.actions.EvidenceSource#collect}, with what lies on the node alone; the
   * artefacts are uploaded before it is answered by {@link NodeResult.Collection}.
   */
  record Collect(String responseId, ContainerTarget target, List<String> kinds)
      implements NodeWork {
    public Collect {
      kinds = List.copyOf(kinds);
    }
  }

  /**
   * {@link io.nightjar.actions.EvidenceSource#found}, uploaded as for {@link Collect}; answered by
   * {@link NodeResult.Collection}, with none where there is nothing.
   */
  record Found(String responseId) implements NodeWork {}
}
