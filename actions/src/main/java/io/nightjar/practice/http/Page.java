package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.store.ObjectStore.Listing;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * A part of a list.
 *
 * @param next the token for the part after it, empty for the last one
 * @param remaining how many objects come after it
 */
record Page(long revision, List<ObjectNode> items, String next, int remaining) {

  /**
   * Cuts a sorted listing. A later part shows objects as they are by then, in the same order; the
   * token holds the place, so nothing is listed twice.
   *
   * @param limit how many at most, 0 for all
   * @param token empty for the first part
   */
  static Page of(Listing listing, List<ObjectNode> matching, int limit, String token) {
    String after = token.isEmpty() ? "" : place(token);
    List<ObjectNode> rest =
        matching.stream().filter(object -> position(object).compareTo(after) > 0).toList();
    if (limit <= 0 || rest.size() <= limit) {
      return new Page(listing.revision(), rest, "", 0);
    }
    List<ObjectNode> items = rest.subList(0, limit);
    ObjectNode place = Json.object().put("after", position(items.getLast()));
    String next = Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(place));
    return new Page(listing.revision(), items, next, rest.size() - limit);
  }

  private static String position(ObjectNode object) {
    return Meta.namespace(object) + "/" + Meta.name(object);
  }

  private static String place(String token) {
    try {
      JsonNode place = Json.mapper().readTree(Base64.getUrlDecoder().decode(token));
      return place.path("after").asText();
    } catch (IOException | IllegalArgumentException malformed) {
      throw ApiError.badRequest("the continue parameter is not a token of this server");
    }
  }

  ObjectNode metadata() {
    ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(revision));
    if (!next.isEmpty()) {
      metadata.put("continue", next).put("remainingItemCount", remaining);
    }
    return metadata;
  }
}
