package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.Labels;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.store.StoreEvent;
import java.util.List;
import java.util.stream.Stream;

/** Lists the ready pods behind every Service, as Endpoints and as an EndpointSlice. */
final class EndpointsController implements Controller {
  private final Registry registry;

  EndpointsController(Registry registry) {
    this.registry = registry;
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.type().equals(StandardTypes.SERVICES)) {
      return Stream.of(change.key());
    }
    if (!change.type().equals(StandardTypes.PODS)) {
      return Stream.empty();
    }
    return registry.store().objects(StandardTypes.SERVICES, change.key().namespace()).stream()
        .map(service -> ObjectKey.of(StandardTypes.SERVICES, service));
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode service = registry.store().get(key).orElse(null);
    if (service == null
        || Meta.isTerminating(service)
        || Json.at(service, "spec.selector").isEmpty()) {
      return;
    }
    LabelSelector selector =
        LabelSelector.ofLabels(Json.stringMap(Json.at(service, "spec.selector")));
    List<ObjectNode> pods =
        registry.store().objects(StandardTypes.PODS, key.namespace()).stream()
            .filter(pod -> selector.matches(Meta.labels(pod)))
            .filter(pod -> PodStates.isActive(pod) && PodStates.isReady(pod))
            .toList();
    put(StandardTypes.ENDPOINTS, endpoints(service, pods));
    put(StandardTypes.ENDPOINT_SLICES, slice(service, pods));
  }

  private void put(ResourceType type, ObjectNode wanted) {
    ObjectKey key = ObjectKey.of(type, wanted);
    if (registry.store().get(key).isEmpty()) {
      registry.create(type, key.namespace(), wanted, false);
      return;
    }
    registry.update(
        key,
        Part.OBJECT,
        current -> {
          for (String field : new String[] {"subsets", "endpoints", "ports"}) {
            if (wanted.has(field)) {
              current.set(field, wanted.path(field));
            } else {
              current.remove(field);
            }
          }
          return current;
        },
        false);
  }

  private static ObjectNode owned(ObjectNode service, String name) {
    ObjectNode object = Json.object();
    ObjectNode metadata = Meta.of(object).put("name", name);
    metadata.put("namespace", Meta.namespace(service));
    metadata
        .putArray("ownerReferences")
        .add(Meta.controllerReference(StandardTypes.SERVICES, service));
    return object;
  }

  private static ObjectNode endpoints(ObjectNode service, List<ObjectNode> pods) {
    ObjectNode endpoints = owned(service, Meta.name(service));
    if (!pods.isEmpty()) {
      ObjectNode subset = endpoints.putArray("subsets").addObject();
      ArrayNode addresses = subset.putArray("addresses");
      for (ObjectNode pod : pods) {
        ObjectNode address = addresses.addObject().put("ip", Json.text(pod, "status.podIP"));
        address.put("nodeName", Json.text(pod, "spec.nodeName"));
        address.set("targetRef", reference(pod));
      }
      subset.set("ports", ports(service));
    }
    return endpoints;
  }

  private static ObjectNode slice(ObjectNode service, List<ObjectNode> pods) {
    ObjectNode slice = owned(service, Meta.name(service) + "-practice");
    Json.under(slice, "metadata.labels").put(Labels.SERVICE_NAME, Meta.name(service));
    slice.put("addressType", "IPv4");
    ArrayNode endpoints = slice.putArray("endpoints");
    for (ObjectNode pod : pods) {
      ObjectNode endpoint = endpoints.addObject();
      endpoint.putArray("addresses").add(Json.text(pod, "status.podIP"));
      endpoint
          .putObject("conditions")
          .put("ready", true)
          .put("serving", true)
          .put("terminating", false);
      endpoint.put("nodeName", Json.text(pod, "spec.nodeName"));
      endpoint.set("targetRef", reference(pod));
    }
    slice.set("ports", ports(service));
    return slice;
  }

  private static ObjectNode reference(ObjectNode pod) {
    return Json.object()
        .put("kind", "Pod")
        .put("namespace", Meta.namespace(pod))
        .put("name", Meta.name(pod))
        .put("uid", Meta.uid(pod));
  }

  private static ArrayNode ports(ObjectNode service) {
    ArrayNode ports = Json.array();
    for (ObjectNode port : Json.objects(Json.at(service, "spec.ports"))) {
      ObjectNode entry = ports.addObject();
      if (port.has("name")) {
        entry.put("name", port.path("name").asText());
      }
      // named target ports are shown by the service's own number
      int target = port.path("targetPort").asInt(port.path("port").asInt());
      entry.put("port", target).put("protocol", port.path("protocol").asText());
    }
    return ports;
  }
}
