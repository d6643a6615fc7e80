package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.store.StoreEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** In which order pods came into being; their time stamps have whole seconds only. */
final class PodBirths {
  private final Map<String, Long> revisions = new HashMap<>();

  void note(StoreEvent change) {
    String uid = Meta.uid(change.object());
    switch (change.change()) {
      case ADDED -> revisions.put(uid, change.revision());
      case MODIFIED -> {}
      case DELETED -> revisions.remove(uid);
    }
  }

  Comparator<ObjectNode> newestFirst() {
    return Comparator.comparing(
            (ObjectNode pod) -> revisions.getOrDefault(Meta.uid(pod), Long.MAX_VALUE))
        .reversed();
  }
}
