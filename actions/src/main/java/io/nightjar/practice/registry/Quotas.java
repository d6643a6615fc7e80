package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;

/** The number of pods that a namespace may have; other quotas are stored and not enforced. */
final class Quotas {
  private Quotas() {}

  /** Refuses a pod for which there is no room, as the API server's admission does. */
  static void admit(ObjectStore store, ObjectNode pod) {
    String namespace = Meta.namespace(pod);
    for (ObjectNode quota : store.objects(StandardTypes.RESOURCE_QUOTAS, namespace)) {
      String most = Json.text(quota, "spec.hard.pods");
      if (!most.matches("[0-9]{1,9}")) {
        continue;
      }
      long used =
          store.objects(StandardTypes.PODS, namespace).stream()
              .map(one -> Json.text(one, "status.phase"))
              .filter(phase -> !phase.equals("Succeeded") && !phase.equals("Failed"))
              .count();
      if (used + 1 > Long.parseLong(most)) {
        throw ApiError.forbidden(
            StandardTypes.PODS,
            Meta.name(pod),
            "exceeded quota: %s, requested: pods=1, used: pods=%d, limited: pods=%s"
                .formatted(Meta.name(quota), used, most));
      }
    }
  }
}
