package io.nightjar.practice.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object.
 *
 * @param object the object after the change; of a deletion its last state with the deletion's
 *     revision
 * @param previous the object before, or null when it was added
 */
public record StoreEvent(
    long revision,
    Change change,
    ResourceType type,
    ObjectNode object,
    @Nullable ObjectNode previous) {

  /** The watch event's type, under its name on the wire. */
  public enum Change {
    ADDED,
    MODIFIED,
    DELETED
  }

  public ObjectKey key() {
    return ObjectKey.of(type, object);
  }
}
