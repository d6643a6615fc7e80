package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.store.StoreEvent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps one ReplicaSet per pod template: the newest at full size, the older ones at zero for the
 * history. The old pods go when the new ones are available (or, with Recreate, before).
 */
final class DeploymentController implements Controller {
  private final Registry registry;
  private final Claims claims;
  private final StatusWriter statuses;
  private final ReplicaSetHistory history;

  DeploymentController(Registry registry, Claims claims) {
    this.registry = registry;
    this.claims = claims;
    this.statuses = new StatusWriter(registry);
    this.history = new ReplicaSetHistory(registry);
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    return claims.concernedBy(change, StandardTypes.DEPLOYMENTS, StandardTypes.REPLICA_SETS);
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode deployment = registry.store().get(key).orElse(null);
    if (deployment == null || Meta.isTerminating(deployment)) {
      return;
    }
    List<ObjectNode> sets = sets(deployment);
    boolean paused = Json.at(deployment, "spec.paused").asBoolean();
    if (history.current(deployment, sets).isEmpty() && paused) {
      writeStatus(key, deployment, sets, "");
      return;
    }
    ObjectNode current = history.ensureCurrent(deployment, sets);
    roll(deployment, current, sets(deployment));
    forgetOldest(deployment, current);
    writeStatus(key, deployment, sets(deployment), Meta.uid(current));
  }

  private List<ObjectNode> sets(ObjectNode deployment) {
    return claims.claim(StandardTypes.DEPLOYMENTS, deployment, StandardTypes.REPLICA_SETS);
  }

  private void roll(ObjectNode deployment, ObjectNode current, List<ObjectNode> sets) {
    int wanted = Json.at(deployment, "spec.replicas").asInt(1);
    boolean recreate = Json.text(deployment, "spec.strategy.type").equals("Recreate");
    List<ObjectNode> others =
        sets.stream().filter(set -> !Meta.uid(set).equals(Meta.uid(current))).toList();
    boolean othersGone =
        others.stream().allMatch(set -> Json.at(set, "status.replicas").asInt() == 0);
    if (recreate && !othersGone) {
      others.forEach(set -> scale(set, 0));
      return;
    }
    scale(current, wanted);
    int available =
        registry
            .store()
            .get(ObjectKey.of(StandardTypes.REPLICA_SETS, current))
            .map(set -> Json.at(set, "status.availableReplicas").asInt())
            .orElse(0);
    if (available >= wanted) {
      others.forEach(set -> scale(set, 0));
    }
  }

  private void scale(ObjectNode set, int replicas) {
    registry.update(
        ObjectKey.of(StandardTypes.REPLICA_SETS, set),
        Part.OBJECT,
        now -> {
          Json.under(now, "spec").put("replicas", replicas);
          return now;
        },
        false);
  }

  private void forgetOldest(ObjectNode deployment, ObjectNode current) {
    int limit = Json.at(deployment, "spec.revisionHistoryLimit").asInt(10);
    List<ObjectNode> idle =
        sets(deployment).stream()
            .filter(set -> !Meta.uid(set).equals(Meta.uid(current)))
            .filter(set -> Json.at(set, "spec.replicas").asInt() == 0)
            .filter(set -> Json.at(set, "status.replicas").asInt() == 0)
            .sorted(Comparator.comparingInt(ReplicaSetHistory::revision))
            .toList();
    idle.stream()
        .limit(Math.max(0, idle.size() - limit))
        .forEach(
            set ->
                registry.delete(
                    ObjectKey.of(StandardTypes.REPLICA_SETS, set), DeleteOptions.PLAIN));
  }

  private void writeStatus(
      ObjectKey key, ObjectNode deployment, List<ObjectNode> sets, String currentUid) {
    int wanted = Json.at(deployment, "spec.replicas").asInt(1);
    int ready = sum(sets, "status.readyReplicas");
    int updated =
        sum(
            sets.stream().filter(set -> Meta.uid(set).equals(currentUid)).toList(),
            "status.replicas");
    boolean available = ready >= wanted;
    boolean done = available && updated >= wanted && sum(sets, "status.replicas") == updated;
    statuses.write(
        key,
        status -> {
          StatusWriter.count(status, "replicas", sum(sets, "status.replicas"));
          StatusWriter.count(status, "updatedReplicas", updated);
          StatusWriter.count(status, "readyReplicas", ready);
          StatusWriter.count(status, "availableReplicas", ready);
          StatusWriter.count(status, "unavailableReplicas", Math.max(0, wanted - ready));
          statuses.condition(
              status,
              "Available",
              available,
              available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
              ready + " of " + wanted + " replicas are available");
          statuses.condition(
              status,
              "Progressing",
              true,
              done ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
              done ? "the newest replica set is complete" : "the newest replica set is growing");
        });
  }

  private static int sum(List<ObjectNode> sets, String path) {
    return sets.stream().mapToInt(set -> Json.at(set, path).asInt()).sum();
  }
}
