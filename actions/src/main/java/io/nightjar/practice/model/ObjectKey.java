package io.nightjar.practice.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where an object lives.
 *
 * @param namespace empty for cluster-wide types
 */
public record ObjectKey(ResourceType type, String namespace, String name) {

  public static ObjectKey of(ResourceType type, ObjectNode object) {
    return new ObjectKey(type, Meta.namespace(object), Meta.name(object));
  }

  /** Sorts by namespace, then by name; no other namespace's keys lie between. */
  public String path() {
    return namespace + "/" + name;
  }
}
