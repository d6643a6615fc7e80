package io.nightjar.cli.attack;

/**
 * The container that an attack is played in the name of.
 *
 * @param containerId full, without the runtime's scheme: 64 hex digits
 */
record Victim(String namespace, String pod, String podUid, String container, String containerId) {

  private static final String UID = "[0-9a-fA-F-]{36}";
  private static final String CONTAINER_ID = "[0-9a-f]{64}";

  Victim {
    // both become parts of a path that root creates
    if (!podUid.matches(UID)) {
      throw new IllegalArgumentException("not a pod's UID: " + podUid);
    }
    if (!containerId.matches(CONTAINER_ID)) {
      throw new IllegalArgumentException("not a container id: " + containerId);
    }
  }

  /** As the kubelet names it for a pod without resource requests. */
  String cgroup() {
    return "/kubepods/besteffort/pod" + podUid + "/" + containerId;
  }
}
