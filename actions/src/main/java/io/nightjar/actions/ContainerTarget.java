package io.nightjar.actions;

/**
 * One running container; a restarted one has another id.
 *
 * @param node name of the node that it runs on
 * @param containerId full container id (64 hex digits)
 * @param podUid UID of its pod, or empty where it is in none
 * @param namespace namespace of its pod, or empty
 * @param podName name of its pod, or empty
 * @param containerName its name in the pod, or empty
 */
public record ContainerTarget(
    String node,
    String containerId,
    String podUid,
    String namespace,
    String podName,
    String containerName)
    implements Target {
  private static final int SHOWN_DIGITS = 12;

  @Override
  public String key() {
    return "container/" + node + "/" + containerId;
  }

  @Override
  public String describe() {
    String shown =
        containerName.isEmpty()
            ? containerId.substring(0, Math.min(SHOWN_DIGITS, containerId.length()))
            : containerName;
    return "container "
        + shown
        + (podName.isEmpty() ? " on " + node : " of pod " + namespace + "/" + podName);
  }
}
