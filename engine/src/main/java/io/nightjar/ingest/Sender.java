package io.nightjar.ingest;

import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import java.util.Set;

/**
 * Who hands in detections. Senders are compared by name.
 *
 * @param name as the audit log has it: {@code ingest:NAME}
 * @param nodes names of the nodes that it may speak of; empty means all
 * @param perSecond how many detections are taken from it
 */
public record Sender(String name, Set<String> nodes, int perSecond) implements Caller {

  /** Programs of this machine, where nobody is configured. */
  static final Sender THIS_MACHINE = new Sender("ingest:this-machine", Set.of(), 20_000);

  public Sender {
    nodes = Set.copyOf(nodes);
  }

  /** Whether it may speak of that node. */
  public boolean speaksOf(String node) {
    return nodes.isEmpty() || nodes.contains(node);
  }

  @Override
  public Set<String> groups() {
    return Set.of();
  }

  @Override
  public boolean may(Permission permission, String namespace) {
    return permission == Permission.INGEST;
  }
}
