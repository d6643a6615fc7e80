package io.nightjar.cli.attack;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.http.FeedItem;
import io.nightjar.respond.Response;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What Nightjar saw of one pod and did about it, gathered from the feed. Not thread-safe. */
final class Aftermath {

  private final String podUid;
  private final Set<String> detections = new HashSet<>();
  private final Set<String> rules = new TreeSet<>();
  private final Map<String, Response> responses = new LinkedHashMap<>();

  Aftermath(String podUid) {
    this.podUid = podUid;
  }

  /** Takes note of it; false when it is about something else. */
  boolean take(FeedItem item) {
    return switch (item) {
      case FeedItem.Detected detected -> take(detected.detection());
      case FeedItem.Changed changed -> take(changed.response());
      case FeedItem.Told told -> responses.containsKey(told.notice().responseId());
    };
  }

  private boolean take(Detection detection) {
    if (!detection.podUid().equals(podUid)) {
      return false;
    }
    detections.add(detection.id());
    rules.add(detection.rule());
    return true;
  }

  private boolean take(Response response) {
    boolean ours =
        isPod(response.request().target())
            || response.request().detectionIds().stream().anyMatch(detections::contains);
    if (ours) {
      responses.put(response.id(), response);
    }
    return ours;
  }

  private boolean isPod(Target target) {
    return switch (target) {
      case PodTarget pod -> pod.uid().equals(podUid);
      case ProcessTarget process -> process.podUid().equals(podUid);
      case ContainerTarget container -> container.podUid().equals(podUid);
      case WorkloadTarget workload -> false;
      case NamespaceTarget namespace -> false;
      case NodeTarget node -> false;
      case SecretTarget secret -> false;
    };
  }

  /** The rules that matched, sorted. */
  Set<String> rules() {
    return Set.copyOf(rules);
  }

  List<String> missing(Collection<String> expected) {
    return expected.stream().filter(rule -> !rules.contains(rule)).toList();
  }

  /** In their present state, in the order in which they were asked for. */
  List<Response> responses() {
    return List.copyOf(responses.values());
  }

  /** Whether nothing is under way: the rest waits for a person or has ended. */
  boolean atRest() {
    return responses.values().stream()
        .allMatch(
            response ->
                switch (response.state()) {
                  case REQUESTED, ALLOWED, EXECUTING, UNDOING -> false;
                  case DENIED,
                      AWAITING_APPROVAL,
                      REJECTED,
                      EXPIRED,
                      SUCCEEDED,
                      NOTHING_TO_DO,
                      FAILED,
                      REVERTED_BY_OTHERS,
                      UNDONE,
                      UNDO_REFUSED ->
                      true;
                });
  }
}
