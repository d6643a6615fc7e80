package io.nightjar.driver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which container and pod a cgroup belongs to, read from its path alone.
 *
 * <p>Of containers in containers it is the innermost, as Falco has it; of pods in pods the
 * outermost, because that is the one that this node's cluster knows, and because a container that
 * may make cgroups could name one after another pod.
 *
 * @param containerId 64 hex digits, or empty for a process of the host
 * @param podUid UID of the pod as Kubernetes spells it, or empty outside of a pod
 */
public record ContainerIdentity(String containerId, String podUid) {
  /** A process of the host. */
  public static final ContainerIdentity HOST = new ContainerIdentity("", "");

  private static final String HEX_ID = "([0-9a-f]{64})";

  /**
   * {@code <id>} (cgroupfs), {@code docker-<id>.scope}, {@code cri-containerd-<id>.scope}, {@code
   * crio-<id>.scope}, {@code libpod-<id>.scope}, {@code libpod-<id>}, {@code
   * ...slice:cri-containerd:<id>}.
   */
  private static final Pattern CONTAINER =
      Pattern.compile("(?:[^:]*:[a-z-]+:|[a-z]+(?:-[a-z]+)*-)?" + HEX_ID + "(?:\\.scope)?");

  /**
   * {@code pod<uid>} (cgroupfs), {@code kubepods-besteffort-pod<uid>.slice} with underscores
   * (systemd); a static pod's UID is 32 hex digits without dashes.
   */
  private static final Pattern POD =
      Pattern.compile(
          "(?:[a-z-]*kubepods(?:-[a-z]+)?-)?pod"
              + "([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}"
              + "|[0-9a-f]{32})(?:\\.slice(?::.*)?)?");

  /** Reads {@code /kubepods/besteffort/pod<uid>/<id>} and its kin; anything else is the host. */
  public static ContainerIdentity ofCgroupPath(String path) {
    String podUid = "";
    String containerId = "";
    for (String part : path.split("/")) {
      Matcher pod = POD.matcher(part);
      if (podUid.isEmpty() && pod.matches()) {
        // what stood before is the container of a nested node
        podUid = pod.group(1).replace('_', '-');
        containerId = "";
      }
      Matcher container = CONTAINER.matcher(part);
      if (container.matches() && !part.contains("-conmon-")) {
        containerId = container.group(1);
      }
    }
    return containerId.isEmpty() && podUid.isEmpty()
        ? HOST
        : new ContainerIdentity(containerId, podUid);
  }

  /** True for a process of no container. */
  public boolean isHost() {
    return containerId.isEmpty();
  }
}
