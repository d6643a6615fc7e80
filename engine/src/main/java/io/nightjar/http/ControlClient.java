package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Segment;
import io.nightjar.config.ShownSetting;
import io.nightjar.detect.Detection;
import io.nightjar.fleet.AgentView;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentStory;
import io.nightjar.notify.DeliveryView;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Talks to the running Nightjar of a state folder; for the command line. Thread-safe. */
public final class ControlClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A person who only looks waits for so long for one that is stopped. */
  private static final Duration LOOKING = Duration.ofSeconds(15);

  private final URI base;
  private final String token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private ControlClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /**
   * @throws ControlFailure.NotReachable when none runs with this state folder, or it is not ours
   */
  public static ControlClient open(Path state) throws ControlFailure.NotReachable {
    try {
      ControlFile file = ControlFile.read(state).filter(ControlFile::alive).orElse(null);
      if (file == null) {
        throw new ControlFailure.NotReachable(
            "no Nightjar runs with the state folder "
                + state
                + "; start one with nightjar run,"
                + " or name another folder with --state");
      }
      return new ControlClient(file.url(), AccessToken.read(state));
    } catch (IOException e) {
      throw new ControlFailure.NotReachable(
          "cannot read the state folder " + state + " (" + e + "): are you the user it runs as?");
    }
  }

  /**
   * The newest first.
   *
   * @param playbook empty for all
   */
  public List<Response> responses(ResponseFilter filter, String playbook) throws ControlFailure {
    String states =
        filter.states().stream()
            .map(state -> state.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
    String query =
        "?state=%s&namespace=%s&playbook=%s&limit=%d"
            .formatted(states, encode(filter.namespace()), encode(playbook), filter.limit());
    return get("/responses" + query, new TypeReference<>() {});
  }

  /**
   * @param id the whole id or a prefix that only one has
   */
  public ResponseStory story(String id) throws ControlFailure {
    return get("/responses/" + encode(id), new TypeReference<>() {});
  }

  /**
   * Asks for a response.
   *
   * @return the response as the gate left it
   */
  public Response request(HandRequest asked) throws ControlFailure {
    Map<String, Object> body = new HashMap<>();
    body.put("action", asked.action());
    body.put("target", asked.target());
    body.put("parameters", asked.parameters());
    body.put("because", asked.because());
    body.put("who", asked.who());
    if (asked.undoAfter() != null) {
      body.put("undoAfter", asked.undoAfter().toString());
    }
    return post("/responses", body, new TypeReference<>() {});
  }

  /**
   * @param verb {@code approve}, {@code deny}, {@code acknowledge} or {@code undo}
   */
  public Response act(String verb, String id, String who, String comment) throws ControlFailure {
    return post(
        "/responses/" + encode(id) + "/" + verb,
        Map.of("who", who, "comment", comment),
        new TypeReference<>() {});
  }

  /**
   * @param person who will answer with it
   * @param within as the configuration writes durations: {@code 30m}
   */
  public GivenLink link(String id, String person, String who, String within) throws ControlFailure {
    return post(
        "/responses/" + encode(id) + "/links",
        Map.of("who", who, "for", person, "within", within),
        new TypeReference<>() {});
  }

  /** The agents of other nodes, by node. */
  public List<AgentView> agents() throws ControlFailure {
    return get("/agents", new TypeReference<>() {});
  }

  /**
   * The latest first.
   *
   * @param namespace empty for all
   */
  public List<Incident> incidents(boolean closedToo, String namespace, int limit)
      throws ControlFailure {
    String query =
        "?closed=%s&namespace=%s&limit=%d".formatted(closedToo, encode(namespace), limit);
    return get("/incidents" + query, new TypeReference<>() {});
  }

  /**
   * @param id the whole id or a prefix that only one has
   */
  public IncidentStory incident(String id) throws ControlFailure {
    return get("/incidents/" + encode(id), new TypeReference<>() {});
  }

  public Incident change(IncidentVerb verb, String id, String who, String comment)
      throws ControlFailure {
    return post(
        "/incidents/" + encode(id) + "/" + verb.word(),
        Map.of("who", who, "comment", comment),
        new TypeReference<>() {});
  }

  /** The newest first. */
  public List<Detection> detections(int limit) throws ControlFailure {
    return get("/detections?limit=" + limit, new TypeReference<>() {});
  }

  public List<AuditRecord> audit(long from, int limit) throws ControlFailure {
    return get("/audit?from=" + from + "&limit=" + limit, new TypeReference<>() {});
  }

  public Verification verifyAudit() throws ControlFailure {
    return send(request("/audit/verify").timeout(TIMEOUT).GET(), new TypeReference<>() {});
  }

  public Proof proof(long index) throws ControlFailure {
    return get("/audit/proof/" + index, new TypeReference<>() {});
  }

  /** Gives the audit log a new key. */
  public AuditKeys rotateAuditKey(String who) throws ControlFailure {
    return post("/audit/keys/rotate", Map.of("who", who), new TypeReference<>() {});
  }

  /** Moves leaves from before that time into files; those made, in order. */
  public List<Segment> sealAudit(Instant before, String who) throws ControlFailure {
    return post(
        "/audit/seal", Map.of("before", before.toString(), "who", who), new TypeReference<>() {});
  }

  public KillSwitchState killSwitch() throws ControlFailure {
    return get("/killswitch", new TypeReference<>() {});
  }

  public KillSwitchState turnKillSwitch(boolean on, String who, String reason)
      throws ControlFailure {
    return post(
        "/killswitch", Map.of("on", on, "who", who, "reason", reason), new TypeReference<>() {});
  }

  /** A link with which one person can sign in once. */
  public IssuedLink signInLink() throws ControlFailure {
    return post("/sign-in/links", Map.of(), new TypeReference<>() {});
  }

  /** Every key of the configuration in force, without secrets. */
  public List<ShownSetting> configuration() throws ControlFailure {
    return get("/configuration", new TypeReference<>() {});
  }

  public Status status() throws ControlFailure {
    return get("/status", new TypeReference<>() {});
  }

  /**
   * What is different then, a line each.
   *
   * @throws ControlFailure with everything that is wrong; then the last good stays in force
   */
  public List<String> reload(String who) throws ControlFailure {
    return post("/reload", Map.of("who", who), new TypeReference<Reloaded>() {}).changes();
  }

  private record Reloaded(boolean reloaded, List<String> changes) {}

  /** Sends a test notice to one channel. */
  public DeliveryView testChannel(String name, String who) throws ControlFailure {
    return post(
        "/notices/channels/" + encode(name) + "/test",
        Map.of("who", who),
        new TypeReference<>() {});
  }

  /** Names of the channels of notices. */
  public List<String> channels() throws ControlFailure {
    return get("/notices/channels", new TypeReference<Map<String, List<String>>>() {})
        .getOrDefault("channels", List.of());
  }

  /**
   * @param id the whole id or a prefix that only one has
   */
  public DeliveryView delivery(String id) throws ControlFailure {
    return get("/notices/deliveries/" + encode(id), new TypeReference<>() {});
  }

  /**
   * Tries one anew that was given up.
   *
   * @param id the whole id or a prefix that only one has
   */
  public DeliveryView deliverAgain(String id, String who) throws ControlFailure {
    return post(
        "/notices/deliveries/" + encode(id) + "/again",
        Map.of("who", who),
        new TypeReference<>() {});
  }

  /** Follows what happens from now on; returns once nothing can be missed any more. */
  public EventReader events() throws ControlFailure {
    HttpRequest request = request("/events").GET().build();
    try {
      HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        try (Stream<String> lines = response.body()) {
          throw failure(response.statusCode(), lines.collect(Collectors.joining("\n")));
        }
      }
      return EventReader.start(response.body());
    } catch (IOException | UncheckedIOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private <T> T get(String path, TypeReference<T> type) throws ControlFailure {
    return send(request(path).timeout(LOOKING).GET(), type);
  }

  private <T> T post(String path, Map<String, ?> body, TypeReference<T> type)
      throws ControlFailure {
    try {
      String json = Json.MAPPER.writeValueAsString(body);
      return send(
          request(path)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json)),
          type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve("/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }

  private <T> T send(HttpRequest.Builder request, TypeReference<T> type) throws ControlFailure {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw failure(response.statusCode(), response.body());
      }
      return Json.MAPPER.readValue(response.body(), type);
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static ControlFailure failure(int status, String body) {
    @Nullable Problem problem = null;
    try {
      problem = Json.MAPPER.readValue(body, Problem.class);
    } catch (JsonProcessingException e) {
      // told below: it is not a Nightjar that answers
    }
    if (problem == null || status == 401) {
      return new ControlFailure.NotReachable(
          "what listens there is not the Nightjar of this state folder (status " + status + ")");
    }
    return new ControlFailure.Refused(problem);
  }

  static ControlFailure silent(Exception e) {
    return new ControlFailure.NotReachable(
        e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException)
            ? "Nightjar runs and does not answer: it was stopped, or has too much to do; whether it"
                + " did what it was told shows when it answers again"
            : "Nightjar does not answer: " + e);
  }

  private static ControlFailure interrupted() {
    Thread.currentThread().interrupt();
    return new ControlFailure.NotReachable("interrupted");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
