package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.outside.Hmac;
import io.nightjar.http.Attacks;
import io.nightjar.http.Attacks.Attack;
import io.nightjar.http.Attacks.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that a whole engine serves on all its ports, against those who mean harm: the right status,
 * each counted, nothing done, no memory kept. What is served joins by being served.
 */
class EveryDoorIT {

  private static final String CONFIG =
      """
      http:
        limits: {connections: 2000, connectionsPerClient: 2000, requestsPerSecond: 0,
                 headerBytes: 8192, headerWithin: 700ms, bodyWithin: 1500ms, bodyBytesPerSecond: 0}
      ingest:
        listen: "127.0.0.1:0"
        talon: {listen: "127.0.0.1:0"}
        senders:
          sidekick: {token: sidekick-token-of-the-test}
          relay: {key: relay-key-of-the-test-1234}
      observe:
        metrics: {listen: "127.0.0.1:0"}
      agents:
        listen: "127.0.0.1:0"
        limits: {connections: 2000, connectionsPerClient: 2000, requestsPerSecond: 0,
                 headerBytes: 8192, headerWithin: 700ms, bodyWithin: 1500ms, bodyBytesPerSecond: 0}
      notify:
        channels:
          team:
            slack: {token: xoxb-1, channel: C024BE91L, signingSecret: slack-secret-of-the-test}
      """;

  private static final Pattern COOKIE = Pattern.compile("(?i)set-cookie: ([^;]+);");
  private static final Set<String> OPEN = Set.of("/healthz", "/livez", "/readyz", "/assets");
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private static final Set<Integer> SENSELESS = Set.of(400, 403, 404);

  @TempDir static Path state;

  @SuppressWarnings("NullAway.Init")
  private static Watch watch;

  @SuppressWarnings("NullAway.Init")
  private static Attacks attacks;

  private static String token = "";
  private static String agentToken = "";
  private static String cookie = "";
  private static URI used = URI.create("http://none");

  @BeforeAll
  static void start() throws Exception {
    Watch.requireKernelAndContainers();
    Path config = Files.writeString(state.resolve("abuse.yaml"), CONFIG);
    watch = Watch.at(Watch.NIGHT, state, null, config);
    attacks = new Attacks(watch.nightjar().server());
    token = Files.readString(state.resolve("token")).strip();
    agentToken = agentToken(watch.client());
    used = watch.nightjar().signInLink().orElseThrow();
    Matcher set = COOKIE.matcher(signIn(used));
    assertThat(set.find()).isTrue();
    cookie = set.group(1);
  }

  /** Of an agent of the cluster's one node. */
  private static String agentToken(KubernetesClient client) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName("nightjar").endMetadata().build())
        .create();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("nightjar-agent")
                .withNamespace("nightjar")
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("agent")
                .withNamespace("nightjar")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-of-the-agent")
                .addNewContainer()
                .withName("agent")
                .withImage("agent:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
    return client
        .serviceAccounts()
        .inNamespace("nightjar")
        .withName("nightjar-agent")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences("nightjar-agents")
                .withExpirationSeconds(3_600L)
                .withNewBoundObjectRef()
                .withKind("Pod")
                .withName("agent")
                .endBoundObjectRef()
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  @AfterAll
  static void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  @AfterEach
  void nothingWasDone() throws IOException {
    assertThat(watch.responses()).isEmpty();
    String status = get("/api/v1/status");
    assertThat(status).startsWith("HTTP/1.1 200").contains("\"killSwitch\":{\"on\":false");
    assertThat(get("/api/v1/detections")).doesNotContain("\"falco\"");
  }

  private static int control() {
    return watch.nightjar().controlUrl().getPort();
  }

  private static String origin(int port) {
    return "Origin: http://127.0.0.1:" + port + "\r\n";
  }

  private static String get(String path) throws IOException {
    return Attacks.answer(
        control(),
        new Endpoint(control(), "", "GET", path, 0)
            .request("Authorization: Bearer " + token + "\r\n", ""));
  }

  private static String signIn(URI link) throws IOException {
    return Attacks.answer(
        control(),
        new Endpoint(control(), "", "POST", "/sign-in", 0)
            .request(FORM + origin(control()), "way=link&name=kim&token=" + link.getFragment()));
  }

  private static boolean ingest(Endpoint at) {
    return at.base().equals("/ingest") || at.port() == attacks.port("ingest.talon.listen");
  }

  private static boolean agent(Endpoint at) {
    return at.port() == attacks.port("agents.listen");
  }

  private static boolean page(Endpoint at) {
    return !ingest(at) && (at.base().isEmpty() || at.base().equals("/sign-out"));
  }

  /** Everybody is let in, at least as far as to the handler. */
  private static boolean open(Endpoint at) {
    return OPEN.contains(at.base())
        || at.base().endsWith("/openapi.json")
        || at.base().equals("/sign-in")
        || at.base().equals("/answer")
        || at.base().startsWith("/notify")
        || at.port() == attacks.port("observe.metrics.listen");
  }

  /** What lets in. */
  private static String credentials(Endpoint at) {
    if (ingest(at)) {
      return "Authorization: Bearer sidekick-token-of-the-test\r\n";
    }
    if (agent(at)) {
      return "Authorization: Bearer " + agentToken + "\r\n";
    }
    return page(at) || at.base().equals("/sign-in")
        ? "Cookie: " + cookie + "\r\n" + origin(at.port())
        : "Authorization: Bearer " + token + "\r\n";
  }

  @Test
  void whoDoesNotSayWhoItIsOrLiesStaysOutside() throws Exception {
    List<Attack> all = new ArrayList<>();
    for (Endpoint at : attacks.endpoints()) {
      if (open(at)) {
        continue;
      }
      for (String lie :
          List.of(
              "",
              "Authorization: Bearer " + "A".repeat(token.length()) + "\r\n",
              "Cookie: " + cookie.replaceAll("=.*", "=forged") + "\r\n",
              "X-Forwarded-For: 127.0.0.1\r\nX-Remote-User: root\r\n",
              "Nightjar-Signature: t=1,v1=" + "0".repeat(64) + "\r\n")) {
        // whoever guesses often is told to wait, and the cluster is asked about few tokens at once
        all.add(new Attack(at, at.request(lie, "{}"), Set.of(401, 429, 503)));
      }
      if (page(at) && at.posts()) {
        String mine = "Cookie: " + cookie + "\r\n" + FORM;
        all.add(new Attack(at, at.request(mine, "csrf=of-another&sure=yes"), Set.of(403)));
        all.add(new Attack(at, at.request(mine + "Origin: http://evil\r\n", ""), Set.of(403)));
      }
    }
    assertThat(all).hasSizeGreaterThan(400);
    attacks.run(all, 0);
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
    List<Attack> all = new ArrayList<>();
    for (Endpoint at : attacks.endpoints()) {
      String long1 = "X-Long: " + "x".repeat(8_192) + "\r\n";
      all.add(new Attack(at, at.head(at.method(), long1) + "\r\n", Set.of(431, Attacks.CUT)));
      String huge = "Content-Length: 99999999999\r\n\r\n{";
      Set<Integer> wanted = at.posts() ? Set.of(413) : Set.of(403, 404, 405, 413);
      String verb = at.posts() ? at.method() : "POST";
      all.add(new Attack(at, at.head(verb, credentials(at)) + huge, wanted));
      int most = at.bodyBytesAtMost();
      if (at.posts() && most < 1_000_000) {
        String chunk = Integer.toHexString(most + 1) + "\r\n" + "x".repeat(most + 1);
        String chunked = "Transfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n0\r\n\r\n";
        all.add(new Attack(at, at.head("POST", credentials(at)) + chunked, Set.of(413)));
      }
    }
    attacks.run(all, 0);
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    List<Attack> all = new ArrayList<>();
    for (Endpoint at : attacks.endpoints()) {
      String head = at.head(at.method(), credentials(at));
      all.add(new Attack(at, "\u0016\u0003\u0001\r\n\r\n", Set.of(400)));
      all.add(new Attack(at, head.replace("HTTP/1.1", "HTTP/9.9") + "\r\n", Set.of(400, 505)));
      all.add(new Attack(at, head.replace("Host:", "Host: evil\r\nHost:") + "\r\n", Set.of(400)));
      if (at.posts()) {
        all.add(
            new Attack(at, head + "Transfer-Encoding: chunked\r\n\r\nnot a size\r\n", Set.of(400)));
        Set<Integer> wanted = at.base().equals("/sign-in") ? Set.of(400, 429) : SENSELESS;
        all.add(new Attack(at, at.request(credentials(at) + JSON, "{"), wanted));
      }
    }
    attacks.run(all, 0);
  }

  @Test
  void whatComesDropByDropIsEnded() throws Exception {
    List<Attack> all = new ArrayList<>();
    for (Endpoint at : attacks.endpoints()) {
      String head = at.head(at.method(), credentials(at));
      all.add(new Attack(at, head, Set.of(408)));
      if (at.posts()) {
        all.add(new Attack(at, head + "Content-Length: 900\r\n\r\n{", Set.of(408)));
      }
    }
    attacks.run(all, 0);
  }

  @Test
  void whatWasThereOnceDoesNothingAgain() throws Exception {
    Endpoint form = endpoint("/sign-in");
    String again = "way=link&name=kim&token=" + used.getFragment();
    String replayed = form.request(FORM + origin(form.port()), again);
    attacks.run(List.of(new Attack(form, replayed, Set.of(401, 429))), 0);
    Endpoint slack = endpoint("/notify/slack/interactions");
    long now = System.currentTimeMillis() / 1_000;
    String payload = "payload=%7B%7D";
    String pressed = slack(now, payload);
    assertThat(Attacks.status(slack.port(), slack.request(pressed, payload))).isEqualTo(200);
    Set<Integer> no = Set.of(403);
    attacks.run(
        List.of(
            new Attack(slack, slack.request(pressed, payload), no),
            new Attack(slack, slack.request(pressed, payload + "+"), no),
            new Attack(slack, slack.request(slack(now - 3_600, payload), payload), no),
            new Attack(slack, slack.request("", payload), no)),
        0);
  }

  private static String slack(long seconds, String body) {
    String signed = "v0:" + seconds + ":" + body;
    return FORM
        + "X-Slack-Request-Timestamp: "
        + seconds
        + "\r\nX-Slack-Signature: v0="
        + hex("slack-secret-of-the-test", signed)
        + "\r\n";
  }

  private static String hex(String key, String text) {
    return HexFormat.of()
        .formatHex(
            Hmac.of(key.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Endpoint endpoint(String path) {
    return attacks.endpoints().stream()
        .filter(at -> at.path().equals(path) && at.posts())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsHandedInMayBeAnythingAndTheEngineGoesOn() throws Exception {
    List<Attack> all = new ArrayList<>();
    String deep = "[".repeat(100_000);
    String member = "{\"a\":".repeat(100_000);
    long seconds = Watch.NIGHT.getEpochSecond();
    for (Endpoint at : attacks.endpoints()) {
      if (!ingest(at)) {
        continue;
      }
      String good = credentials(at) + JSON;
      for (String body : List.of("", deep, member, "{", "\u0000\u0001", "null", "[]")) {
        // a list of audit events may be empty
        boolean empty = body.equals("[]") && at.path().endsWith("/kubernetes-audit");
        all.add(new Attack(at, at.request(good, body), Set.of(empty ? 200 : 400)));
      }
      all.add(
          new Attack(
              at, at.request(good + "Content-Encoding: gzip\r\n", "\u001f\u008b"), Set.of(415)));
      String stale = "Nightjar-Signature: t=" + (seconds - 3_600) + ",v1=" + hex("x", "") + "\r\n";
      all.add(new Attack(at, at.request(stale, "{}"), Set.of(401)));
    }
    assertThat(all).hasSizeGreaterThan(50);
    attacks.run(all, 0);
    List<Attack> large = new ArrayList<>();
    for (String path : List.of("/ingest/falco", "/ingest/kubernetes-audit", "/")) {
      Endpoint at = path.equals("/") ? talon() : endpoint(path);
      String line = "{\"rule\":\"" + "x".repeat(at.bodyBytesAtMost() - 9);
      large.add(new Attack(at, at.request(credentials(at), line), Set.of(400)));
      large.add(new Attack(at, at.request(credentials(at), line + "x"), Set.of(413)));
    }
    attacks.run(large, 0);
  }

  private static Endpoint talon() {
    return attacks.endpoints().stream()
        .filter(at -> ingest(at) && at.path().equals("/"))
        .findFirst()
        .orElseThrow();
  }
}
