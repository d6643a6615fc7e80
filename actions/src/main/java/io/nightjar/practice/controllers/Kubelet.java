package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.store.StoreEvent;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Scheduler and node agent in one: gives a pod a node, says that its containers run, and lets it go
 * once it is to be deleted. No process is started.
 */
final class Kubelet implements Controller {
  private final Registry registry;
  private final StatusWriter statuses;
  private final PodAddresses addresses;

  Kubelet(Registry registry) {
    this.registry = registry;
    this.statuses = new StatusWriter(registry);
    this.addresses = new PodAddresses(registry.store());
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.type().equals(StandardTypes.NODES)) {
      return registry.store().list(StandardTypes.PODS, null).objects().stream()
          .filter(pod -> Json.text(pod, "spec.nodeName").isEmpty())
          .map(pod -> ObjectKey.of(StandardTypes.PODS, pod));
    }
    return change.type().equals(StandardTypes.PODS) ? Stream.of(change.key()) : Stream.empty();
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode pod = registry.store().get(key).orElse(null);
    if (pod == null || PodStates.isFinished(pod)) {
      return;
    }
    if (Meta.isTerminating(pod)) {
      stop(key, pod);
    } else if (Json.text(pod, "spec.nodeName").isEmpty()) {
      schedule(key, pod);
    } else {
      statuses.write(key, status -> run(pod, status));
    }
  }

  private void stop(ObjectKey key, ObjectNode pod) {
    if (Json.at(pod, "metadata.deletionGracePeriodSeconds").asInt() > 0) {
      registry.delete(key, DeleteOptions.NOW);
    }
  }

  private void schedule(ObjectKey key, ObjectNode pod) {
    Optional<ObjectNode> node = nodeFor(pod);
    if (node.isEmpty()) {
      statuses.write(
          key,
          status ->
              statuses.condition(
                  status, "PodScheduled", false, "Unschedulable", "no node takes this pod"));
      return;
    }
    registry.update(
        key,
        Part.OBJECT,
        now -> {
          Json.under(now, "spec").put("nodeName", Meta.name(node.get()));
          return now;
        },
        false);
  }

  private Optional<ObjectNode> nodeFor(ObjectNode pod) {
    LabelSelector selector =
        LabelSelector.ofLabels(Json.stringMap(Json.at(pod, "spec.nodeSelector")));
    return registry.store().list(StandardTypes.NODES, null).objects().stream()
        .filter(node -> !Json.at(node, "spec.unschedulable").asBoolean())
        .filter(node -> selector.matches(Meta.labels(node)))
        .findFirst();
  }

  private void run(ObjectNode pod, ObjectNode status) {
    status.put("phase", "Running");
    if (!status.has("startTime")) {
      status.put("startTime", registry.now());
      status.put("hostIP", addresses.ofNode(Json.text(pod, "spec.nodeName")));
      String ip = addresses.forPod(pod);
      status.put("podIP", ip);
      status.putArray("podIPs").addObject().put("ip", ip);
    }
    ContainerStatuses containers = new ContainerStatuses(registry);
    containers.update(pod, status, "initContainers", "initContainerStatuses");
    containers.update(pod, status, "containers", "containerStatuses");
    containers.update(pod, status, "ephemeralContainers", "ephemeralContainerStatuses");
    for (String type : new String[] {"PodScheduled", "Initialized", "ContainersReady", "Ready"}) {
      if (!hasCondition(status, type)) {
        ArrayNode conditions = status.withArray("conditions");
        conditions
            .addObject()
            .put("type", type)
            .put("status", "True")
            .put("lastTransitionTime", registry.now());
      }
    }
  }

  /** A condition that a test or a person has set is left alone. */
  private static boolean hasCondition(ObjectNode status, String type) {
    return Json.objects(status.path("conditions")).stream()
        .anyMatch(
            condition ->
                condition.path("type").asText().equals(type)
                    && !condition.path("reason").asText().equals("Unschedulable"));
  }
}
