package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps as many pods as a ReplicaSet wants; of too many the newest go first. */
final class ReplicaSetController implements Controller {
  private final Registry registry;
  private final Claims claims;
  private final StatusWriter statuses;
  private final PodBirths births = new PodBirths();

  ReplicaSetController(Registry registry, Claims claims) {
    this.registry = registry;
    this.claims = claims;
    this.statuses = new StatusWriter(registry);
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.type().equals(StandardTypes.PODS)) {
      births.note(change);
    }
    return claims.concernedBy(change, StandardTypes.REPLICA_SETS, StandardTypes.PODS);
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode set = registry.store().get(key).orElse(null);
    if (set == null || Meta.isTerminating(set)) {
      return;
    }
    List<ObjectNode> pods = activePods(set);
    int wanted = Json.at(set, "spec.replicas").asInt(1);
    for (int missing = wanted - pods.size(); missing > 0; missing--) {
      PodStates.create(registry, set, PodStates.fromTemplate(StandardTypes.REPLICA_SETS, set));
    }
    pods.stream()
        .sorted(
            Comparator.<ObjectNode, Boolean>comparing(PodStates::isReady)
                .thenComparing(births.newestFirst()))
        .limit(Math.max(0, pods.size() - wanted))
        .forEach(
            pod -> registry.delete(ObjectKey.of(StandardTypes.PODS, pod), DeleteOptions.PLAIN));
    writeStatus(key, activePods(set));
  }

  private List<ObjectNode> activePods(ObjectNode set) {
    return claims.claim(StandardTypes.REPLICA_SETS, set, StandardTypes.PODS).stream()
        .filter(PodStates::isActive)
        .toList();
  }

  private void writeStatus(ObjectKey key, List<ObjectNode> pods) {
    int ready = PodStates.countReady(pods);
    statuses.write(
        key,
        status -> {
          status.put("replicas", pods.size());
          StatusWriter.count(status, "fullyLabeledReplicas", pods.size());
          StatusWriter.count(status, "readyReplicas", ready);
          StatusWriter.count(status, "availableReplicas", ready);
        });
  }
}
