package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Answers token, access and rules reviews from the access table and the granted roles. */
final class Reviews {
  private final AccessTable access;
  private final Rbac rbac;

  Reviews(AccessTable access, Rbac rbac) {
    this.access = access;
    this.rbac = rbac;
  }

  ObjectNode answer(ResourcePath path, ObjectNode review, User user) {
    review.put("kind", path.type().kind()).put("apiVersion", path.type().apiVersion());
    Json.under(review, "metadata");
    ObjectNode status =
        switch (path.type().kind()) {
          case "TokenReview" -> token(review);
          case "SelfSubjectReview" -> self(user);
          case "SelfSubjectAccessReview" -> told(access.allows(asked(review, user.name())));
          case "SubjectAccessReview", "LocalSubjectAccessReview" -> access(review);
          case "SelfSubjectRulesReview" -> rules();
          case String other -> throw ApiError.methodNotAllowed(other);
        };
    review.set("status", status);
    return review;
  }

  private ObjectNode token(ObjectNode review) {
    Optional<AccessTable.Token> token = access.token(Json.text(review, "spec.token"));
    List<String> wanted = texts(Json.at(review, "spec.audiences"));
    List<String> asked = wanted.isEmpty() ? List.of(AccessTable.OWN_AUDIENCE) : wanted;
    List<String> meant =
        token.stream().flatMap(it -> asked.stream().filter(it.audiences()::contains)).toList();
    if (token.isEmpty() || meant.isEmpty()) {
      return Json.object();
    }
    ObjectNode status = Json.object().put("authenticated", true);
    status.set("user", userInfo(token.get().user()));
    ArrayNode audiences = status.putArray("audiences");
    meant.forEach(audiences::add);
    return status;
  }

  private static ObjectNode self(User user) {
    ObjectNode status = Json.object();
    status.set("userInfo", userInfo(user));
    return status;
  }

  private static ObjectNode userInfo(User user) {
    ObjectNode info = Json.object().put("username", user.name());
    ArrayNode groups = info.putArray("groups");
    user.groups().forEach(groups::add);
    groups.add("system:authenticated");
    if (!user.extra().isEmpty()) {
      ObjectNode extra = info.putObject("extra");
      user.extra().forEach((name, value) -> extra.putArray(name).add(value));
    }
    return info;
  }

  private ObjectNode access(ObjectNode review) {
    RequestInfo asked = asked(review, Json.text(review, "spec.user"));
    return told(access.allows(asked) && rbac.grants(asked, texts(Json.at(review, "spec.groups"))));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static RequestInfo asked(ObjectNode review, String user) {
    JsonNode resource = Json.at(review, "spec.resourceAttributes");
    JsonNode other = Json.at(review, "spec.nonResourceAttributes");
    boolean onResource = !resource.isMissingNode();
    return new RequestInfo(
        user,
        (onResource ? resource : other).path("verb").asText(),
        resource.path("group").asText(),
        resource.path("resource").asText(),
        resource.path("subresource").asText(),
        resource.path("namespace").asText(),
        resource.path("name").asText(),
        other.path("path").asText(),
        false);
  }

  private static ObjectNode told(boolean allowed) {
    ObjectNode status = Json.object().put("allowed", allowed);
    return allowed ? status : status.put("reason", "not granted, or denied in the access table");
  }

  /** Rules can only grant, so any denial makes the list incomplete. */
  private ObjectNode rules() {
    boolean everything = access.denials().isEmpty();
    ObjectNode status = Json.object().put("incomplete", !everything);
    ArrayNode resourceRules = status.putArray("resourceRules");
    ArrayNode otherRules = status.putArray("nonResourceRules");
    if (everything) {
      ObjectNode all = resourceRules.addObject();
      all.putArray("verbs").add("*");
      all.putArray("apiGroups").add("*");
      all.putArray("resources").add("*");
      ObjectNode paths = otherRules.addObject();
      paths.putArray("verbs").add("*");
      paths.putArray("nonResourceURLs").add("*");
    }
    return status;
  }
}
