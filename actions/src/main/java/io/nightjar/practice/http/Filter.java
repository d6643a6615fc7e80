package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.practice.model.FieldSelector;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceType;
import java.util.function.Predicate;

/** Which objects of a collection a request is about. */
record Filter(String namespace, String name, LabelSelector labels, FieldSelector fields)
    implements Predicate<JsonNode> {

  static Filter of(ResourcePath path, ApiRequest request) {
    ResourceType type = path.type();
    return new Filter(
        path.namespace(),
        path.name(),
        LabelSelector.parse(request.parameter("labelSelector")),
        FieldSelector.parse(type, request.parameter("fieldSelector")));
  }

  @Override
  public boolean test(JsonNode object) {
    return (namespace.isEmpty() || namespace.equals(Meta.namespace(object)))
        && (name.isEmpty() || name.equals(Meta.name(object)))
        && (labels.isEmpty() || labels.matches(Meta.labels(object)))
        && fields.matches(object);
  }
}
