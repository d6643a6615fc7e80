package io.nightjar.detect;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names under which Events of Kubernetes are told to playbooks, one for each reason. They stand
 * in no file of rules; what is not among them is never told.
 */
public final class ClusterEventRule {

  /** Source of such detections. */
  public static final String SOURCE = "k8s_events";

  private static final String PREFIX = "Kubernetes event ";

  /** The reasons, as kubelet, scheduler and controllers write them. */
  private static final Set<String> REASONS =
      Set.of(
          "BackOff",
          "BackoffLimitExceeded",
          "ErrImageNeverPull",
          "Evicted",
          "ExceededGracePeriod",
          "Failed",
          "FailedAttachVolume",
          "FailedCreate",
          "FailedCreatePodSandBox",
          "FailedDaemonPod",
          "FailedKillPod",
          "FailedMount",
          "FailedScheduling",
          "InspectFailed",
          "NodeNotReady",
          "OOMKilling",
          "SystemOOM",
          "Unhealthy");

  private ClusterEventRule() {}

  /** All names. */
  public static Set<String> names() {
    return REASONS.stream().map(PREFIX::concat).collect(Collectors.toUnmodifiableSet());
  }

  static String of(String reason) {
    return PREFIX + reason;
  }

  /** The reasons that are named so. */
  public static Set<String> reasons(Stream<String> rules) {
    return rules.flatMap(rule -> reason(rule).stream()).collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<String> reason(String rule) {
    return rule.startsWith(PREFIX)
        ? Optional.of(rule.substring(PREFIX.length())).filter(REASONS::contains)
        : Optional.empty();
  }
}
