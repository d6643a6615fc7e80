package io.nightjar.gate;

/**
 * Where a target is.
 *
 * @param workload for people and for counting, {@code Deployment shop/checkout}; a bare pod is its
 *     own workload; empty for a process of the host
 * @param namespace empty for a process of the host
 * @param node empty where it is not known, and for a workload
 */
public record Place(String workload, String namespace, String node) {}
