package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.Identifiers;
import io.nightjar.practice.registry.Labels;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import java.util.List;

/** The template history of StatefulSets and DaemonSets, kept in ControllerRevisions. */
final class Revisions {
  private final Registry registry;

  Revisions(Registry registry) {
    this.registry = registry;
  }

  /** The name of the revision that holds the workload's present template; made where absent. */
  String ensureCurrent(ResourceType type, ObjectNode workload) {
    ObjectNode template = Json.at(workload, "spec.template").deepCopy();
    template.put("$patch", "replace");
    ObjectNode data = Json.object();
    Json.under(data, "spec").set("template", template);
    List<ObjectNode> known =
        registry
            .store()
            .objects(StandardTypes.CONTROLLER_REVISIONS, Meta.namespace(workload))
            .stream()
            .filter(revision -> Meta.isControlledBy(revision, workload))
            .toList();
    int newest = known.stream().mapToInt(r -> r.path("revision").asInt()).max().orElse(0);
    return known.stream()
        .filter(revision -> revision.path("data").equals(data))
        .findFirst()
        .map(revision -> renumber(revision, newest))
        .orElseGet(() -> make(type, workload, data, newest + 1));
  }

  private String renumber(ObjectNode revision, int newest) {
    if (revision.path("revision").asInt() < newest) {
      registry.update(
          ObjectKey.of(StandardTypes.CONTROLLER_REVISIONS, revision),
          Part.OBJECT,
          now -> now.put("revision", newest + 1),
          false);
    }
    return Meta.name(revision);
  }

  private String make(ResourceType type, ObjectNode workload, ObjectNode data, int number) {
    String hash = Identifiers.hash(data.toString());
    ObjectNode revision = Json.object();
    ObjectNode metadata = Meta.of(revision).put("name", Meta.name(workload) + "-" + hash);
    metadata.set("labels", Json.at(workload, "spec.template.metadata.labels").deepCopy());
    Json.under(metadata, "labels").put(Labels.CONTROLLER_REVISION_HASH, hash);
    metadata.putArray("ownerReferences").add(Meta.controllerReference(type, workload));
    revision.set("data", data);
    revision.put("revision", number);
    return Meta.name(
        registry.create(
            StandardTypes.CONTROLLER_REVISIONS, Meta.namespace(workload), revision, false));
  }
}
