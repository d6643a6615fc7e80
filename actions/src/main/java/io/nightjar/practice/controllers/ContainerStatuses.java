package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.registry.Registry;
import java.util.Optional;

/** Writes one status per container; a container whose image changed is started anew. */
final class ContainerStatuses {
  private final Registry registry;

  ContainerStatuses(Registry registry) {
    this.registry = registry;
  }

  /** Brings one of the three lists of a pod's status in line with its spec. */
  void update(ObjectNode pod, ObjectNode status, String specList, String statusList) {
    ArrayNode next = Json.array();
    for (ObjectNode container : Json.objects(Json.at(pod, "spec." + specList))) {
      Optional<ObjectNode> known =
          Json.objects(status.path(statusList)).stream()
              .filter(one -> one.path("name").equals(container.path("name")))
              .findFirst();
      boolean same =
          known.filter(one -> one.path("image").equals(container.path("image"))).isPresent();
      boolean init = specList.equals("initContainers");
      ObjectNode one = same ? known.get() : start(container, init, known);
      if (!container.path("resources").isEmpty()) {
        // what is asked for is in force at once: no cgroup has to be written
        one.set("resources", container.path("resources").deepCopy());
      }
      next.add(one);
    }
    if (!next.isEmpty()) {
      status.set(statusList, next);
    }
  }

  private ObjectNode start(ObjectNode container, boolean init, Optional<ObjectNode> before) {
    String image = container.path("image").asText();
    String id = "containerd://" + registry.identifiers().containerId();
    ObjectNode status = Json.object().put("name", container.path("name").asText());
    status.put("image", image).put("imageID", image).put("containerID", id);
    status.put("ready", true).put("started", !init);
    status.put("restartCount", before.map(b -> b.path("restartCount").asInt() + 1).orElse(0));
    if (init) {
      ObjectNode done = status.putObject("state").putObject("terminated");
      done.put("exitCode", 0).put("reason", "Completed").put("containerID", id);
      done.put("startedAt", registry.now()).put("finishedAt", registry.now());
    } else {
      status.putObject("state").putObject("running").put("startedAt", registry.now());
    }
    status.putObject("lastState");
    return status;
  }
}
