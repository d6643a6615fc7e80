package io.nightjar.actions;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a person, the gate and the ClusterRole need to know of an action before it runs.
 *
 * @param id {@code kubernetes:isolate-pod} and so on
 * @param summary one line for people
 * @param target the record class of the target that it takes
 * @param parameters name to one-line meaning
 * @param reversible whether undo can restore what was there
 * @param disruptive whether the workload's users may notice
 * @param keepsEvidence whether processes and files of the container survive it
 * @param permissions what it needs of the API server, including for its undo
 * @param d3fend MITRE D3FEND technique, for instance {@code D3-NI}
 */
public record ActionDescriptor(
    String id,
    String summary,
    Class<? extends Target> target,
    Map<String, String> parameters,
    boolean reversible,
    boolean disruptive,
    boolean keepsEvidence,
    List<Permission> permissions,
    String d3fend) {

  /** What kinds of actions there are that must not wait for each other, nor use up each other's. */
  public enum Lane {
    /** Changes the cluster or the node. */
    CONTAINING,
    /** Only looks and keeps what it sees. */
    LOOKING,
    /** Reaches beyond the cluster, where whoever is called may be slow. */
    OUTSIDE
  }

  private static final Set<String> ON_NODES = Set.of("evidence", "node", "process", "container");

  /** The lane of the action of that id. */
  public static Lane lane(String actionId) {
    return actionId.startsWith("evidence:")
        ? Lane.LOOKING
        : actionId.startsWith("outside:") ? Lane.OUTSIDE : Lane.CONTAINING;
  }

  /** Whether the action of that id is carried out on a node, and not by the API server. */
  public static boolean isOnNode(String actionId) {
    return ON_NODES.contains(actionId.split(":", 2)[0]);
  }

  /** One rule of a ClusterRole; {@code apiGroup} is empty for the core group. */
  public record Permission(String apiGroup, String resource, List<String> verbs) {}
}
