package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import java.util.Optional;

/** Answers token, access and rules reviews from the access table. */
final class Reviews {
  private static final String AUDIENCE = "https://kubernetes.default.svc";

  private final AccessTable access;

  Reviews(AccessTable access) {
    this.access = access;
  }

  ObjectNode answer(ResourcePath path, ObjectNode review, User user) {
    review.put("kind", path.type().kind()).put("apiVersion", path.type().apiVersion());
    Json.under(review, "metadata");
    ObjectNode status =
        switch (path.type().kind()) {
          case "TokenReview" -> token(review);
          case "SelfSubjectReview" -> self(user);
          case "SelfSubjectAccessReview" -> access(review, user.name());
          case "SubjectAccessReview", "LocalSubjectAccessReview" ->
              access(review, Json.text(review, "spec.user"));
          case "SelfSubjectRulesReview" -> rules();
          case String other -> throw ApiError.methodNotAllowed(other);
        };
    review.set("status", status);
    return review;
  }

  private ObjectNode token(ObjectNode review) {
    Optional<User> user = access.byToken(Json.text(review, "spec.token"));
    JsonNode audiences = Json.at(review, "spec.audiences");
    boolean meant = audiences.isEmpty();
    for (JsonNode audience : audiences) {
      meant |= audience.asText().equals(AUDIENCE);
    }
    if (user.isEmpty() || !meant) {
      return Json.object();
    }
    ObjectNode status = Json.object().put("authenticated", true);
    status.set("user", userInfo(user.get()));
    status.putArray("audiences").add(AUDIENCE);
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
    return info;
  }

  private ObjectNode access(ObjectNode review, String user) {
    JsonNode resource = Json.at(review, "spec.resourceAttributes");
    JsonNode other = Json.at(review, "spec.nonResourceAttributes");
    boolean onResource = !resource.isMissingNode();
    RequestInfo asked =
        new RequestInfo(
            user,
            (onResource ? resource : other).path("verb").asText(),
            resource.path("group").asText(),
            resource.path("resource").asText(),
            resource.path("subresource").asText(),
            resource.path("namespace").asText(),
            resource.path("name").asText(),
            other.path("path").asText(),
            false);
    boolean allowed = access.allows(asked);
    ObjectNode status = Json.object().put("allowed", allowed);
    return allowed ? status : status.put("reason", "denied in the access table");
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
