package io.nightjar.detect;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Detections of the API server's audit log.
 *
 * <p>An event is the same when its id, its stage, its times, its address and its user are: the id
 * alone is the client's choice ({@code Audit-ID}), so whoever used one twice could hide the second
 * request behind the first.
 */
public final class AuditDetections {

  /** Field: the one address that a client cannot choose, the last of {@code ka.sourceips}. */
  public static final String PEER = "peer.address";

  /** Field: whether the API server cut the bodies off, so that a rule may have seen less. */
  public static final String TRUNCATED = "truncated";

  /** Field: whose name the request was made in, by {@code ka.user.name}. */
  public static final String IMPERSONATED = "impersonated.user";

  /** Field: pod whose token was used. */
  public static final String ACTOR_POD = "actor.pod.name";

  /** Field: UID of the pod whose token was used. */
  public static final String ACTOR_POD_UID = "actor.pod.uid";

  private static final String TRUNCATED_ANNOTATION = "audit.k8s.io/truncated";
  private static final int LONGEST = 300;

  private AuditDetections() {}

  /** Where no cluster is asked: there is a namespace, sometimes the name of a pod, and no UID. */
  public static Detection of(AuditEvent event, Match match) {
    JsonNode object = event.json().path("objectRef");
    boolean pod = object.path("resource").asText("").equals("pods");
    return of(
        event,
        match,
        AuditTarget.named(
            pod ? object.path("name").asText("") : "", object.path("namespace").asText("")),
        PlaceLookup.NONE,
        Duration.ZERO);
  }

  /**
   * @param target that the event is about
   * @param places knows the labels of its namespace
   * @param clockOffset how far our clock is ahead of the API server's
   */
  public static Detection of(
      AuditEvent event, Match match, AuditTarget target, PlaceLookup places, Duration clockOffset) {
    AuditTarget.Container container = target.containerOrNone();
    return new Detection(
        id(event, match),
        match.rule().name(),
        Priority.valueOf(match.rule().priority().name()),
        match.rule().source(),
        new TreeSet<>(match.rule().tags()),
        event.time().plus(clockOffset),
        match.output(),
        fields(event.json(), match),
        target.node(),
        null,
        container.id(),
        container.name(),
        container.image(),
        container.privileged(),
        target.podUid(),
        target.podName(),
        target.namespace(),
        target.podLabels(),
        target.workload(),
        List.of(),
        places.namespaceLabels(target.namespace()));
  }

  private static String id(AuditEvent event, Match match) {
    JsonNode json = event.json();
    String request =
        String.join(
            "\n",
            json.path("requestReceivedTimestamp").asText(""),
            json.path("verb").asText(""),
            json.path("requestURI").asText(""),
            json.path("user").path("username").asText(""));
    return DetectionId.of(
        event.identity(), match.rule().name(), match.rule().source(), event.time(), 0, request);
  }

  private static SortedMap<String, Object> fields(JsonNode json, Match match) {
    SortedMap<String, Object> fields = new TreeMap<>(match.fields());
    put(fields, PEER, json.path("sourceIPs").path(json.path("sourceIPs").size() - 1));
    put(fields, IMPERSONATED, json.path("impersonatedUser").path("username"));
    JsonNode extra = json.path("user").path("extra");
    put(fields, ACTOR_POD, extra.path("authentication.kubernetes.io/pod-name").path(0));
    put(fields, ACTOR_POD_UID, extra.path("authentication.kubernetes.io/pod-uid").path(0));
    if (isTruncated(json)) {
      fields.put(TRUNCATED, true);
    }
    return fields;
  }

  private static void put(SortedMap<String, Object> fields, String name, JsonNode value) {
    String text = value.asText("");
    if (!text.isEmpty()) {
      fields.put(name, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
    }
  }

  /** Whether the API server cut the bodies off, because the event was too large. */
  public static boolean isTruncated(JsonNode event) {
    return event.path("annotations").path(TRUNCATED_ANNOTATION).asText("").equals("true");
  }
}
