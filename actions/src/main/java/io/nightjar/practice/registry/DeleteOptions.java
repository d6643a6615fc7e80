package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.practice.model.Json;
import org.jspecify.annotations.Nullable;

/**
 * How to delete one object.
 *
 * @param uid only if the object has this UID, empty for any
 * @param resourceVersion only if the object is at this version, empty for any
 * @param gracePeriodSeconds for pods; null takes the pod's own
 */
public record DeleteOptions(
    String uid,
    String resourceVersion,
    @Nullable Integer gracePeriodSeconds,
    Propagation propagation,
    boolean dryRun) {

  /** What happens to the objects that the deleted one owns. */
  public enum Propagation {
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  public static final DeleteOptions PLAIN =
      new DeleteOptions("", "", null, Propagation.BACKGROUND, false);

  public static final DeleteOptions NOW =
      new DeleteOptions("", "", 0, Propagation.BACKGROUND, false);

  /** Reads a {@code DeleteOptions} object. */
  public static DeleteOptions of(JsonNode body, boolean dryRun) {
    JsonNode grace = body.path("gracePeriodSeconds");
    Propagation propagation =
        switch (body.path("propagationPolicy").asText()) {
          case "Foreground" -> Propagation.FOREGROUND;
          case "Orphan" -> Propagation.ORPHAN;
          case String any ->
              body.path("orphanDependents").asBoolean()
                  ? Propagation.ORPHAN
                  : Propagation.BACKGROUND;
        };
    return new DeleteOptions(
        Json.text(body, "preconditions.uid"),
        Json.text(body, "preconditions.resourceVersion"),
        grace.isIntegralNumber() ? grace.asInt() : null,
        propagation,
        dryRun || !body.path("dryRun").isEmpty());
  }
}
