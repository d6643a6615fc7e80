package io.nightjar.actions;

/**
 * One process; process ids are reused, so the start time and the container belong to its identity.
 *
 * @param node name of the node that it runs on
 * @param pid process id in the host's pid namespace
 * @param startTimeTicks field 22 of {@code /proc/PID/stat}: start after boot in clock ticks
 * @param containerId full container id (64 hex digits), or empty for a process of the host
 * @param podUid UID of its pod, or empty
 * @param namespace namespace of its pod, or empty
 * @param podName name of its pod, or empty
 * @param name the process's command name; attacker-controlled, for display only
 */
public record ProcessTarget(
    String node,
    int pid,
    long startTimeTicks,
    String containerId,
    String podUid,
    String namespace,
    String podName,
    String name)
    implements Target {

  @Override
  public String key() {
    return "process/" + node + "/" + pid + "/" + startTimeTicks;
  }

  @Override
  public String describe() {
    return "process "
        + pid
        + " ("
        + name
        + ")"
        + (podName.isEmpty() ? " on " + node : " in pod " + namespace + "/" + podName);
  }
}
