package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.AuditTarget;
import io.nightjar.rules.AuditEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an audit event is about, by UID where one is given, else by the name that it has now
 * if the event is fresh. An event about nothing that runs, such as a list of Secrets, is about the
 * pod whose token was used, where the API server tells it. Thread safe; answers from memory.
 */
final class AuditTargets {
  /** An older event may speak of another pod of that name. */
  static final Duration FRESH = Duration.ofMinutes(2);

  private static final Map<String, String> WORKLOADS =
      Map.of(
          "deployments", "Deployment",
          "statefulsets", "StatefulSet",
          "daemonsets", "DaemonSet",
          "replicasets", "ReplicaSet",
          "jobs", "Job",
          "cronjobs", "CronJob");

  private final PodLookup pods;
  private final InstantSource clock;
  private final Duration clockOffset;

  /**
   * @param clockOffset how far the clock is ahead of the API server's
   */
  AuditTargets(PodLookup pods, InstantSource clock, Duration clockOffset) {
    this.pods = pods;
    this.clock = clock;
    this.clockOffset = clockOffset;
  }

  /**
   * @param settled false where the cluster is likely to know more in a moment
   */
  record Found(AuditTarget target, boolean settled) {}

  Found of(AuditEvent event) {
    JsonNode json = event.json();
    JsonNode ref = json.path("objectRef");
    String resource = ref.path("resource").asText("");
    String namespace = ref.path("namespace").asText("");
    String kind = WORKLOADS.get(resource);
    if (resource.equals("pods")) {
      return pod(event, namespace);
    }
    if (resource.equals("nodes")) {
      String node = ref.path("name").asText("");
      return settled(new AuditTarget(node, "", "", "", Map.of(), null, null));
    }
    if (kind != null) {
      return settled(
          new AuditTarget("", "", "", namespace, Map.of(), workload(event, kind, namespace), null));
    }
    if (resource.equals("namespaces") && namespace.isEmpty()) {
      return settled(AuditTarget.named("", ref.path("name").asText("")));
    }
    return settled(actor(json).orElseGet(() -> AuditTarget.named("", namespace)));
  }

  private static Found settled(AuditTarget target) {
    return new Found(target, true);
  }

  private Found pod(AuditEvent event, String namespace) {
    JsonNode json = event.json();
    JsonNode answer = json.path("responseObject");
    PodInfo answered = AuditedPod.read(answer);
    String name = first(json.path("objectRef").path("name"), answer.at("/metadata/name"));
    String uid = first(answer.at("/metadata/uid"), json.path("objectRef").path("uid"));
    if (name.isEmpty() && uid.isEmpty()) {
      return settled(actor(json).orElseGet(() -> AuditTarget.named("", namespace)));
    }
    boolean fresh = isFresh(event.time());
    Optional<PodInfo> known =
        !uid.isEmpty()
            ? pods.byUid(uid)
            : fresh && !name.isEmpty() ? pods.byName(namespace, name) : Optional.empty();
    if (known.isPresent()) {
      return settled(target(known.get(), container(json, known.get())));
    }
    boolean coming = fresh && went(json) && !name.isEmpty();
    AuditTarget told =
        answered == null
            ? new AuditTarget("", uid, name, namespace, Map.of(), null, null)
            : target(answered, container(json, answered));
    return new Found(told, !coming);
  }

  private boolean isFresh(Instant time) {
    return time.plus(clockOffset).plus(FRESH).isAfter(clock.instant());
  }

  /** What was refused, or is removed, does not appear. */
  private static boolean went(JsonNode json) {
    int code = json.path("responseStatus").path("code").asInt(0);
    return code < 300 && !json.path("verb").asText("").startsWith("delete");
  }

  private static AuditTarget target(PodInfo pod, AuditTarget.@Nullable Container container) {
    return new AuditTarget(
        pod.node(),
        pod.pod().uid(),
        pod.pod().name(),
        pod.pod().namespace(),
        pod.labels(),
        pod.workload(),
        container);
  }

  /** The one that was named, else the privileged one of several, else the only one. */
  private static AuditTarget.@Nullable Container container(JsonNode json, PodInfo pod) {
    String named = namedContainer(json);
    List<ContainerInfo> all = pod.containers();
    Optional<ContainerInfo> one =
        named.isEmpty()
            ? find(all, ContainerInfo::privileged)
                .or(() -> all.stream().limit(1).filter(only -> all.size() == 1).findFirst())
            : find(all, each -> each.name().equals(named));
    return one.map(
            each ->
                new AuditTarget.Container(each.name(), each.id(), each.image(), each.privileged()))
        .orElse(null);
  }

  private static Optional<ContainerInfo> find(
      List<ContainerInfo> all, Predicate<ContainerInfo> wanted) {
    return all.stream().filter(wanted).findFirst();
  }

  private static String namedContainer(JsonNode json) {
    if (json.path("objectRef").path("subresource").asText("").equals("ephemeralcontainers")) {
      return AuditedPod.newestDebugContainer(json);
    }
    for (String part : json.path("requestURI").asText("").split("[?&]", -1)) {
      if (part.startsWith("container=")) {
        return part.substring("container=".length());
      }
    }
    return "";
  }

  private @Nullable WorkloadTarget workload(AuditEvent event, String kind, String namespace) {
    JsonNode json = event.json();
    JsonNode answer = json.path("responseObject");
    String name = first(json.path("objectRef").path("name"), answer.at("/metadata/name"));
    String uid =
        answer.path("kind").asText("").equals(kind)
            ? first(answer.at("/metadata/uid"), json.path("objectRef").path("uid"))
            : first(json.path("objectRef").path("uid"));
    if (name.isEmpty()) {
      return null;
    }
    if (!uid.isEmpty()) {
      return new WorkloadTarget(kind, namespace, name, uid);
    }
    if (!isFresh(event.time())) {
      return null;
    }
    return pods.all().stream()
        .map(PodInfo::workload)
        .filter(
            owner ->
                owner != null
                    && owner.kind().equals(kind)
                    && owner.namespace().equals(namespace)
                    && owner.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The pod whose token was used: the API server took the UID from the token itself. */
  private Optional<AuditTarget> actor(JsonNode json) {
    JsonNode uid =
        json.path("user").path("extra").path("authentication.kubernetes.io/pod-uid").path(0);
    return uid.asText("").isEmpty()
        ? Optional.empty()
        : pods.byUid(uid.asText()).map(pod -> target(pod, null));
  }

  private static String first(JsonNode... candidates) {
    for (JsonNode candidate : candidates) {
      if (!candidate.asText("").isEmpty()) {
        return candidate.asText();
      }
    }
    return "";
  }
}
