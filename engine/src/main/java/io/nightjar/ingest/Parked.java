package io.nightjar.ingest;

import java.time.Instant;
import java.util.Set;

/**
 * An acknowledged alert whose container the cluster did not know when it came.
 *
 * @param sender name of who handed it in
 * @param nodes that the sender might speak of then
 * @param arrived by Nightjar's clock
 */
record Parked(FalcoAlert alert, String sender, Set<String> nodes, Instant arrived) {

  Parked {
    nodes = Set.copyOf(nodes);
  }

  static Parked of(FalcoAlert alert, Sender sender, Instant arrived) {
    return new Parked(alert, sender.name(), sender.nodes(), arrived);
  }

  Sender by() {
    return new Sender(sender, nodes, 1);
  }

  String id() {
    return AlertIdentity.of(alert);
  }
}
