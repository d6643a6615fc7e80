package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Labels;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import io.nightjar.practice.store.StoreEvent.Change;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the numbered pods of a StatefulSet. A pod of another revision is replaced one at a time,
 * highest number first. A name that a foreign pod holds stays taken.
 */
final class StatefulSetController implements Controller {
  private final Registry registry;
  private final Claims claims;
  private final Revisions revisions;
  private final StatusWriter statuses;

  StatefulSetController(Registry registry, Claims claims, Revisions revisions) {
    this.registry = registry;
    this.claims = claims;
    this.revisions = revisions;
    this.statuses = new StatusWriter(registry);
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    Stream<ObjectKey> concerned =
        claims.concernedBy(change, StandardTypes.STATEFUL_SETS, StandardTypes.PODS);
    boolean nameFreed =
        change.type().equals(StandardTypes.PODS) && change.change() == Change.DELETED;
    return nameFreed ? Stream.concat(concerned, waitingFor(change.key())) : concerned;
  }

  /** The set that may want the name of a pod that is gone. */
  private Stream<ObjectKey> waitingFor(ObjectKey pod) {
    int dash = pod.name().lastIndexOf('-');
    return dash <= 0
        ? Stream.empty()
        : Stream.of(
            new ObjectKey(
                StandardTypes.STATEFUL_SETS, pod.namespace(), pod.name().substring(0, dash)));
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode set = registry.store().get(key).orElse(null);
    if (set == null || Meta.isTerminating(set)) {
      return;
    }
    String revision = revisions.ensureCurrent(StandardTypes.STATEFUL_SETS, set);
    int wanted = Json.at(set, "spec.replicas").asInt(1);
    List<ObjectNode> pods = pods(set);
    pods.stream()
        .filter(pod -> ordinal(pod) >= wanted)
        .filter(PodStates::isActive)
        .forEach(this::delete);
    for (int ordinal = 0; ordinal < wanted; ordinal++) {
      String name = Meta.name(set) + "-" + ordinal;
      ObjectKey pod = new ObjectKey(StandardTypes.PODS, key.namespace(), name);
      if (registry.store().get(pod).isEmpty()) {
        create(set, name, ordinal, revision);
      }
    }
    replaceOneOutdated(set, revision);
    writeStatus(key, pods(set), revision);
  }

  private List<ObjectNode> pods(ObjectNode set) {
    return claims.claim(StandardTypes.STATEFUL_SETS, set, StandardTypes.PODS);
  }

  private void create(ObjectNode set, String name, int ordinal, String revision) {
    ObjectNode pod = PodStates.fromTemplate(StandardTypes.STATEFUL_SETS, set);
    Meta.of(pod).put("name", name);
    Json.under(pod, "metadata.labels")
        .put(Labels.STATEFUL_SET_POD_NAME, name)
        .put(Labels.POD_INDEX, Integer.toString(ordinal))
        .put(Labels.CONTROLLER_REVISION_HASH, revision);
    Json.under(pod, "spec").put("hostname", name);
    Json.under(pod, "spec").put("subdomain", Json.text(set, "spec.serviceName"));
    PodStates.create(registry, set, pod);
  }

  private void replaceOneOutdated(ObjectNode set, String revision) {
    List<ObjectNode> pods = pods(set);
    boolean rolling = Json.text(set, "spec.updateStrategy.type").equals("RollingUpdate");
    int first = Json.at(set, "spec.updateStrategy.rollingUpdate.partition").asInt();
    if (rolling && pods.stream().allMatch(p -> PodStates.isActive(p) && PodStates.isReady(p))) {
      pods.stream()
          .filter(pod -> ordinal(pod) >= first && !isAt(pod, revision))
          .max(Comparator.comparingInt(StatefulSetController::ordinal))
          .ifPresent(this::delete);
    }
  }

  private void delete(ObjectNode pod) {
    registry.delete(ObjectKey.of(StandardTypes.PODS, pod), DeleteOptions.PLAIN);
  }

  private void writeStatus(ObjectKey key, List<ObjectNode> pods, String revision) {
    List<ObjectNode> active = pods.stream().filter(PodStates::isActive).toList();
    int updated = (int) active.stream().filter(pod -> isAt(pod, revision)).count();
    int ready = PodStates.countReady(active);
    statuses.write(
        key,
        status -> {
          status.put("replicas", active.size());
          StatusWriter.count(status, "readyReplicas", ready);
          StatusWriter.count(status, "availableReplicas", ready);
          StatusWriter.count(status, "updatedReplicas", updated);
          status.put("updateRevision", revision);
          boolean complete = updated == active.size();
          StatusWriter.count(
              status, "currentReplicas", complete ? updated : active.size() - updated);
          if (complete || !status.has("currentRevision")) {
            status.put("currentRevision", revision);
          }
        });
  }

  private static boolean isAt(ObjectNode pod, String revision) {
    return Meta.label(pod, Labels.CONTROLLER_REVISION_HASH).equals(revision);
  }

  /** The number at the end of the name, or -1. */
  private static int ordinal(ObjectNode pod) {
    String digits = Meta.name(pod).substring(Meta.name(pod).lastIndexOf('-') + 1);
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
  }
}
