package io.nightjar.ingest;

import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import org.jspecify.annotations.Nullable;

/** Where something happened, as far as the cluster confirms what an alert says of it. */
sealed interface Whereabouts {

  /**
   * The cluster knows it, and it agrees with the alert.
   *
   * @param container null where it is not known which one
   * @param containerId full id, or empty where the pod's containers have none yet
   */
  record InPod(PodInfo pod, @Nullable ContainerInfo container, String containerId)
      implements Whereabouts {}

  /**
   * Nothing in the alert leads to a pod of the cluster.
   *
   * @param node as the cluster or else the alert calls it
   * @param containerId the beginning of an id that nobody knows; empty on the host
   */
  record Outside(String node, String containerId) implements Whereabouts {}

  /** It names a container that may only be too young to be known. */
  record NotYet(Outside now) implements Whereabouts {}

  /**
   * What it says is not so, or not for its sender to say.
   *
   * @param why for people; names in it may be chosen by an attacker
   */
  record Doubted(String why) implements Whereabouts {}
}
