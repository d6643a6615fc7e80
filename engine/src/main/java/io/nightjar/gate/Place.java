package io.nightjar.gate;

/**
 * Where a target is, and how much acting on it counts.
 *
 * @param workload for people and for counting, {@code Deployment shop/checkout}; a bare pod is its
 *     own workload; empty for a process of the host, a namespace and a node
 * @param namespace empty for a process of the host and a node
 * @param node empty where it is not known, and for a workload or a namespace
 * @param pods as how many acts budgets count it: the pods that are taken away, one at least
 */
public record Place(String workload, String namespace, String node, int pods) {
  public Place(String workload, String namespace, String node) {
    this(workload, namespace, node, 1);
  }

  Place counting(int number) {
    return new Place(workload, namespace, node, number);
  }
}
