package io.nightjar.practice.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.ResourceType.Trait;

/**
 * The patch kinds, each with its content type.
 *
 * <p>{@link #APPLY} is a server-side apply without field ownership: what is applied is created or
 * merged in; fields that an earlier apply set and this one leaves out stay, and there are no
 * conflicts.
 */
public enum PatchKind {
  JSON("application/json-patch+json"),
  MERGE("application/merge-patch+json"),
  STRATEGIC("application/strategic-merge-patch+json"),
  APPLY("application/apply-patch+yaml");

  private final String contentType;

  PatchKind(String contentType) {
    this.contentType = contentType;
  }

  /** By the media type of the request, parameters left out. */
  public static PatchKind ofContentType(String mediaType) {
    for (PatchKind kind : values()) {
      if (kind.contentType.equals(mediaType)) {
        return kind;
      }
    }
    throw ApiError.unsupportedMediaType(mediaType);
  }

  public String contentType() {
    return contentType;
  }

  /** The patched object; {@code target} is changed and must not be used afterwards. */
  public ObjectNode apply(ResourceType type, ObjectNode target, JsonNode patch) {
    JsonNode result =
        switch (this) {
          case JSON -> JsonPatch.apply(target, patch);
          case MERGE -> MergePatch.apply(target, patch);
          case STRATEGIC -> {
            if (type.has(Trait.CUSTOM)) {
              throw ApiError.unsupportedMediaType(contentType);
            }
            yield StrategicMergePatch.apply(target, asObject(patch));
          }
          case APPLY ->
              type.has(Trait.CUSTOM)
                  ? MergePatch.apply(target, patch)
                  : StrategicMergePatch.apply(target, asObject(patch));
        };
    return asObject(result);
  }

  private static ObjectNode asObject(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("a patch of this kind is an object, and so is its result");
  }
}
