package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Labels;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import java.util.List;
import java.util.stream.Stream;

/** Keeps one pod of a DaemonSet on every node that its template selects. */
final class DaemonSetController implements Controller {
  private final Registry registry;
  private final Claims claims;
  private final Revisions revisions;
  private final StatusWriter statuses;

  DaemonSetController(Registry registry, Claims claims, Revisions revisions) {
    this.registry = registry;
    this.claims = claims;
    this.revisions = revisions;
    this.statuses = new StatusWriter(registry);
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.type().equals(StandardTypes.NODES)) {
      return registry.store().list(StandardTypes.DAEMON_SETS, null).objects().stream()
          .map(set -> ObjectKey.of(StandardTypes.DAEMON_SETS, set));
    }
    return claims.concernedBy(change, StandardTypes.DAEMON_SETS, StandardTypes.PODS);
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode set = registry.store().get(key).orElse(null);
    if (set == null || Meta.isTerminating(set)) {
      return;
    }
    String revision = revisions.ensureCurrent(StandardTypes.DAEMON_SETS, set);
    List<String> nodes = nodes(set);
    for (ObjectNode pod : activePods(set)) {
      if (!nodes.contains(node(pod))) {
        delete(pod);
      }
    }
    for (String node : nodes) {
      if (activePods(set).stream().noneMatch(pod -> node(pod).equals(node))) {
        create(set, node, revision);
      }
    }
    replaceOneOutdated(set, revision);
    writeStatus(key, nodes, activePods(set), revision);
  }

  private List<String> nodes(ObjectNode set) {
    LabelSelector selector =
        LabelSelector.ofLabels(Json.stringMap(Json.at(set, "spec.template.spec.nodeSelector")));
    return registry.store().list(StandardTypes.NODES, null).objects().stream()
        .filter(node -> selector.matches(Meta.labels(node)))
        .map(Meta::name)
        .toList();
  }

  private List<ObjectNode> activePods(ObjectNode set) {
    return claims.claim(StandardTypes.DAEMON_SETS, set, StandardTypes.PODS).stream()
        .filter(PodStates::isActive)
        .toList();
  }

  private static String node(ObjectNode pod) {
    return Json.text(pod, "spec.nodeName");
  }

  private void create(ObjectNode set, String node, String revision) {
    ObjectNode pod = PodStates.fromTemplate(StandardTypes.DAEMON_SETS, set);
    Json.under(pod, "metadata.labels").put(Labels.CONTROLLER_REVISION_HASH, revision);
    Json.under(pod, "spec").put("nodeName", node);
    PodStates.create(registry, set, pod);
  }

  private void replaceOneOutdated(ObjectNode set, String revision) {
    List<ObjectNode> pods = activePods(set);
    boolean rolling = Json.text(set, "spec.updateStrategy.type").equals("RollingUpdate");
    if (rolling && pods.stream().allMatch(PodStates::isReady)) {
      pods.stream().filter(pod -> !isAt(pod, revision)).findFirst().ifPresent(this::delete);
    }
  }

  private void delete(ObjectNode pod) {
    registry.delete(ObjectKey.of(StandardTypes.PODS, pod), DeleteOptions.PLAIN);
  }

  private void writeStatus(
      ObjectKey key, List<String> nodes, List<ObjectNode> pods, String revision) {
    int ready = PodStates.countReady(pods);
    int updated = (int) pods.stream().filter(pod -> isAt(pod, revision)).count();
    statuses.write(
        key,
        status -> {
          status.put("desiredNumberScheduled", nodes.size());
          status.put("currentNumberScheduled", pods.size());
          status.put("numberMisscheduled", 0);
          status.put("numberReady", ready);
          StatusWriter.count(status, "numberAvailable", ready);
          StatusWriter.count(status, "updatedNumberScheduled", updated);
        });
  }

  private static boolean isAt(ObjectNode pod, String revision) {
    return Meta.label(pod, Labels.CONTROLLER_REVISION_HASH).equals(revision);
  }
}
