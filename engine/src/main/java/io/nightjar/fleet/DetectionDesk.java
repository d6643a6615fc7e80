package io.nightjar.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.fleet.wire.DetectionsTaken;
import io.nightjar.fleet.wire.DetectionsTaken.Refused;
import io.nightjar.ingest.SenderRate;
import io.nightjar.store.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes what agents detected: each detection by itself, so that a bad one holds none up. An agent
 * is believed what happened on its own node; what the cluster knows better is taken from the
 * cluster, so that nobody who took a node over can point at another's workload. Thread safe.
 */
final class DetectionDesk {

  private static final int ONE_AT_MOST = 256 * 1024;
  private static final Duration AHEAD_AT_MOST = Duration.ofMinutes(5);

  /** The first twelve digits, of the time, are not told by agents from before they were. */
  private static final Pattern ID = Pattern.compile("d-(?:[0-9a-f]{12})?[0-9a-f]{24}");

  /** What only the API server's own log can tell. */
  private static final String AUDIT_SOURCE = "k8s_audit";

  /** So many detections a second of one node are taken over time, and at once. */
  private static final int A_SECOND = 2_000;

  private static final int NODES_AT_MOST = 20_000;

  private final Map<String, SenderRate> rates = new ConcurrentHashMap<>();
  private final PodLookup pods;
  private final PlaceLookup places;
  private final Function<List<Detection>, CompletableFuture<List<Detection>>> entrance;
  private final InstantSource clock;

  /** What a batch came to. */
  record Taken(DetectionsTaken answer, List<Detection> fresh) {}

  private record Judged(Optional<Detection> good, String why) {
    static Judged bad(String why) {
      return new Judged(Optional.empty(), why);
    }
  }

  /**
   * @param entrance makes detections durable, and answers with those that were not known before
   */
  DetectionDesk(
      PodLookup pods,
      PlaceLookup places,
      Function<List<Detection>, CompletableFuture<List<Detection>>> entrance,
      InstantSource clock) {
    this.pods = pods;
    this.places = places;
    this.entrance = entrance;
    this.clock = clock;
  }

  /**
   * Waits until all that is not refused is durable.
   *
   * @param node of the agent
   * @param from number of the first
   */
  Taken take(String node, long from, List<JsonNode> batch) {
    List<Detection> good = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Judged judged = judge(node, batch.get(i));
      judged.good().ifPresent(good::add);
      if (judged.good().isEmpty()) {
        refused.add(new Refused(from + i, judged.why()));
      }
    }
    List<Detection> fresh = good.isEmpty() ? List.of() : entrance.apply(good).join();
    return new Taken(new DetectionsTaken(from + batch.size() - 1, refused), fresh);
  }

  /** Whether the node hands in more than it may; others are not held up by it. */
  boolean tooFast(String node, int detections) {
    if (rates.size() >= NODES_AT_MOST) {
      rates.clear(); // nodes come and go
    }
    return rates
            .computeIfAbsent(
                node, name -> new SenderRate(A_SECOND, Duration.ZERO, System::nanoTime))
            .take(detections)
        < 0;
  }

  private Judged judge(String node, JsonNode json) {
    if (json.toString().length() > ONE_AT_MOST) {
      return Judged.bad("it is larger than " + ONE_AT_MOST + " bytes");
    }
    try {
      Detection said = Json.MAPPER.treeToValue(json, Detection.class);
      return said == null ? Judged.bad("it is no detection") : judge(node, said);
    } catch (JsonProcessingException | RuntimeException e) {
      return Judged.bad("it is no detection");
    }
  }

  private Judged judge(String node, Detection said) {
    if (!isWhole(said)) {
      return Judged.bad("it is no detection");
    }
    if (!node.equals(said.node())) {
      return Judged.bad("it is of node " + said.node() + ", and the agent is that of " + node);
    }
    if (!ID.matcher(said.id()).matches()) {
      return Judged.bad("its id is none of a detection");
    }
    if (said.source().equals(AUDIT_SOURCE)) {
      return Judged.bad("an agent does not see the log of the API server");
    }
    Instant now = clock.instant();
    if (said.time().isAfter(now.plus(AHEAD_AT_MOST))) {
      return Judged.bad("it is " + Duration.between(now, said.time()).toSeconds() + " s ahead");
    }
    return said.containerId().isEmpty() && said.podUid().isEmpty()
        ? new Judged(Optional.of(outsidePods(said)), "")
        : inPod(node, said);
  }

  /** Whoever reads it expects no hole. */
  private static boolean isWhole(Detection said) {
    ProcessRef process = said.process();
    boolean named =
        process == null
            || Stream.of(process.name(), process.exePath(), process.commandLine())
                .allMatch(Objects::nonNull);
    return named
        && said.writtenDirectories() != null
        && said.writtenDirectories().stream().allMatch(Objects::nonNull)
        && Stream.of(
                said.id(),
                said.rule(),
                said.priority(),
                said.source(),
                said.tags(),
                said.time(),
                said.output(),
                said.fields(),
                said.containerId(),
                said.containerName(),
                said.image(),
                said.podUid(),
                said.podName(),
                said.namespace())
            .allMatch(Objects::nonNull);
  }

  private Judged inPod(String node, Detection said) {
    Optional<PodInfo> byContainer =
        said.containerId().isEmpty() ? Optional.empty() : pods.byContainerId(said.containerId());
    Optional<PodInfo> byUid =
        said.podUid().isEmpty() ? Optional.empty() : pods.byUid(said.podUid());
    for (Optional<PodInfo> found : List.of(byContainer, byUid)) {
      if (found.isPresent() && !found.get().node().equals(node)) {
        return Judged.bad(found.get().pod().describe() + " runs on node " + found.get().node());
      }
    }
    if (byContainer.isPresent()
        && !said.podUid().isEmpty()
        && !byContainer.get().pod().uid().equals(said.podUid())) {
      return Judged.bad("its container is one of " + byContainer.get().pod().describe());
    }
    Optional<PodInfo> pod = byUid.or(() -> byContainer);
    if (pod.isPresent() && disagrees(said, pod.get())) {
      return Judged.bad("the pod with that UID is " + pod.get().pod().describe());
    }
    return new Judged(
        Optional.of(pod.map(known -> asKnown(said, known)).orElseGet(() -> outsidePods(said))), "");
  }

  private static boolean disagrees(Detection said, PodInfo pod) {
    boolean sameName = said.podName().isEmpty() || said.podName().equals(pod.pod().name());
    boolean samePlace =
        said.namespace().isEmpty() || said.namespace().equals(pod.pod().namespace());
    return !sameName || !samePlace;
  }

  /** In the cluster's words. */
  private Detection asKnown(Detection said, PodInfo pod) {
    ContainerInfo container =
        pod.containers().stream()
            .filter(one -> !one.id().isEmpty() && one.id().equals(said.containerId()))
            .findFirst()
            .orElse(null);
    return new Detection(
        said.id(),
        said.rule(),
        said.priority(),
        said.source(),
        said.tags(),
        said.time(),
        said.output(),
        said.fields(),
        said.node(),
        said.process(),
        said.containerId(),
        container == null ? said.containerName() : container.name(),
        container == null ? said.image() : container.image(),
        container == null ? said.privileged() : container.privileged(),
        pod.pod().uid(),
        pod.pod().name(),
        pod.pod().namespace(),
        pod.labels(),
        pod.workload(),
        said.writtenDirectories(),
        places.namespaceLabels(pod.pod().namespace()));
  }

  /** Of a pod that is gone, or a process of the node: nobody vouches for labels and workload. */
  private static Detection outsidePods(Detection said) {
    return new Detection(
        said.id(),
        said.rule(),
        said.priority(),
        said.source(),
        said.tags(),
        said.time(),
        said.output(),
        said.fields(),
        said.node(),
        said.process(),
        said.containerId(),
        said.containerName(),
        said.image(),
        said.privileged(),
        said.podUid(),
        said.podName(),
        said.namespace(),
        Map.of(),
        null,
        said.writtenDirectories(),
        Map.of());
  }
}
