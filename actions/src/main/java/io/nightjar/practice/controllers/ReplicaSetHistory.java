package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.Identifiers;
import io.nightjar.practice.registry.Labels;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds or makes the ReplicaSet of a Deployment's present template and numbers the revisions; going
 * back to an old template gives its ReplicaSet the newest number.
 */
final class ReplicaSetHistory {
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          Labels.REVISION,
          Labels.DESIRED_REPLICAS,
          Labels.MAX_REPLICAS);

  private final Registry registry;

  ReplicaSetHistory(Registry registry) {
    this.registry = registry;
  }

  static int revision(ObjectNode set) {
    String text = Meta.annotation(set, Labels.REVISION);
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  Optional<ObjectNode> current(ObjectNode deployment, List<ObjectNode> sets) {
    JsonNode wanted = Json.at(deployment, "spec.template");
    return sets.stream().filter(set -> templateOf(set).equals(wanted)).findFirst();
  }

  /** The template as the Deployment wrote it. */
  private static JsonNode templateOf(ObjectNode set) {
    ObjectNode template = Json.at(set, "spec.template").deepCopy();
    if (Json.at(template, "metadata.labels") instanceof ObjectNode labels) {
      labels.remove(Labels.POD_TEMPLATE_HASH);
    }
    return template;
  }

  ObjectNode ensureCurrent(ObjectNode deployment, List<ObjectNode> sets) {
    int newest = sets.stream().mapToInt(ReplicaSetHistory::revision).max().orElse(0);
    ObjectNode set =
        current(deployment, sets)
            .map(found -> renumber(deployment, found, newest))
            .orElseGet(() -> make(deployment, newest + 1));
    registry.update(
        ObjectKey.of(StandardTypes.DEPLOYMENTS, deployment),
        Part.OBJECT,
        now -> {
          Json.under(now, "metadata.annotations").put(Labels.REVISION, "" + revision(set));
          return now;
        },
        false);
    return set;
  }

  private ObjectNode renumber(ObjectNode deployment, ObjectNode set, int newest) {
    return registry.update(
        ObjectKey.of(StandardTypes.REPLICA_SETS, set),
        Part.OBJECT,
        now -> {
          annotate(deployment, now, Math.max(newest, 1) + (revision(set) < newest ? 1 : 0));
          return now;
        },
        false);
  }

  private ObjectNode make(ObjectNode deployment, int revision) {
    ObjectNode template = Json.at(deployment, "spec.template").deepCopy();
    String hash = Identifiers.hash(template.toString());
    Json.under(template, "metadata.labels").put(Labels.POD_TEMPLATE_HASH, hash);
    ObjectNode set = Json.object();
    ObjectNode metadata = Meta.of(set).put("name", Meta.name(deployment) + "-" + hash);
    metadata.set("labels", Json.at(template, "metadata.labels").deepCopy());
    metadata
        .putArray("ownerReferences")
        .add(Meta.controllerReference(StandardTypes.DEPLOYMENTS, deployment));
    annotate(deployment, set, revision);
    ObjectNode spec = set.putObject("spec").put("replicas", 0);
    spec.set("selector", Json.at(deployment, "spec.selector").deepCopy());
    Json.under(spec, "selector.matchLabels").put(Labels.POD_TEMPLATE_HASH, hash);
    spec.set("template", template);
    return registry.create(StandardTypes.REPLICA_SETS, Meta.namespace(deployment), set, false);
  }

  private static void annotate(ObjectNode deployment, ObjectNode set, int revision) {
    int replicas = Json.at(deployment, "spec.replicas").asInt(1);
    ObjectNode annotations = Json.under(set, "metadata.annotations");
    Json.stringMap(Json.at(deployment, "metadata.annotations"))
        .forEach(
            (name, value) -> {
              if (!NOT_COPIED.contains(name)) {
                annotations.put(name, value);
              }
            });
    annotations.put(Labels.REVISION, Integer.toString(revision));
    annotations.put(Labels.DESIRED_REPLICAS, Integer.toString(replicas));
    annotations.put(Labels.MAX_REPLICAS, Integer.toString(replicas + Math.ceilDiv(replicas, 4)));
  }
}
