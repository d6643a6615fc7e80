package io.nightjar.ingest.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.detect.Detection;
import io.nightjar.http.Rejection;
import io.nightjar.http.Status;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleSet;
import io.nightjar.store.Json;
import io.nightjar.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the bodies that the API server sends. */
class KubernetesAuditTest {
  private static final RuleSet SHIPPED = AuditSamples.shippedRules();
  private static final Instant THEN = Instant.parse(AuditSamples.REAL_TIME);
  private static final String TIME = "2026-11-22T00:05:19.123456Z";

  private final AtomicReference<RuleSet> rules = new AtomicReference<>(SHIPPED);
  private final FixedPods pods = new FixedPods();
  private final List<Detection> stored = new ArrayList<>();
  private final List<Match> told = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private Instant now = THEN;
  private boolean full;

  private final KubernetesAudit audit =
      new KubernetesAudit(
          rules::get,
          new KubernetesAudit.Cluster(pods, PlaceLookup.NONE, () -> now, Duration.ZERO),
          this::store,
          told::add,
          Duration.ofMillis(300));

  private CompletableFuture<List<Detection>> store(List<Detection> detections) {
    if (full) {
      throw new StoreException("too many detections wait to be stored");
    }
    List<Detection> fresh = detections.stream().filter(each -> known.add(each.id())).toList();
    stored.addAll(fresh);
    return CompletableFuture.completedFuture(fresh);
  }

  private Detection stored(String rule) {
    return stored.stream().filter(each -> each.rule().equals(rule)).findFirst().orElseThrow();
  }

  @Test
  void aRealDeliveryBecomesTheDetectionsThatItDeserves() {
    KubernetesAudit.Taken taken = audit.take(AuditSamples.real("changes-1.20.json"));

    assertThat(taken.events()).isEqualTo(19);
    assertThat(stored)
        .extracting(Detection::rule)
        .contains(
            "Privileged pod created",
            "Cluster admin bound",
            "Ephemeral container put into a pod",
            "Token of a service account made by hand",
            "Secret read by a person",
            "DaemonSet made by hand",
            "Role made that reaches into pods",
            "Request with wrong credentials",
            "Exec into a pod");
    assertThat(stored).extracting(Detection::rule).filteredOn("Exec into a pod"::equals).hasSize(1);
    assertThat(stored)
        .extracting(each -> each.field("impersonated.user"))
        .as("the first rule that matches tells of it, and who was impersonated")
        .contains("system:admin");
    assertThat(taken.detections()).isEqualTo(stored.size());
    assertThat(told).hasSameSizeAs(stored);
  }

  @Test
  void theSameDeliveryAgainIsKnown() {
    audit.take(AuditSamples.real("changes-1.20.json"));
    int once = stored.size();

    assertThat(audit.take(AuditSamples.real("changes-1.20.json")).detections()).isZero();
    assertThat(stored).hasSize(once);
    assertThat(told).hasSize(once);
  }

  @Test
  void whatAPodHoldsInItsEnvironmentIsNowhere() {
    assertThat(new String(AuditSamples.real("changes-1.20.json"), UTF_8))
        .contains(AuditSamples.PASSWORD);

    audit.take(AuditSamples.real("changes-1.20.json"));

    assertThat(Json.write(stored)).doesNotContain(AuditSamples.PASSWORD);
    assertThat(told.toString()).doesNotContain(AuditSamples.PASSWORD);
  }

  @Test
  void aPodIsFoundByTheUidThatTheServerAnswered() {
    audit.take(AuditSamples.real("changes-1.20.json"));

    Detection made = stored("Privileged pod created");
    assertThat(made.podName()).isEqualTo("debug-tools");
    assertThat(made.podUid()).matches("[0-9a-f-]{36}");
    assertThat(made.node()).isEqualTo("node-1");
    assertThat(made.image()).isEqualTo("docker.io/library/alpine:3.20");
    assertThat(made.privileged()).isTrue();
    assertThat(made.podLabels()).containsEntry("app", "debug-tools");
    assertThat(stored)
        .filteredOn(each -> each.rule().equals("Privileged pod created"))
        .extracting(Detection::podName)
        .as("the second one's name was made up by the server")
        .contains("debug-mgr2s");
  }

  @Test
  void anExecIsAboutThePodOfThatNameNow() {
    pods.with("debug-tools", "uid-1");

    audit.take(AuditSamples.real("exec-1.20.json"));

    Detection exec = stored("Exec into a pod");
    assertThat(exec.podUid()).isEqualTo("uid-1");
    assertThat(exec.getWorkloadName()).isEqualTo("web");
    assertThat(exec.containerName()).isEqualTo("tools");
    assertThat(exec.containerId()).hasSize(64);
    assertThat(exec.field("peer.address")).as("the client added the first").isEqualTo("10.99.0.1");
  }

  @Test
  void anOldExecIsNotAboutThePodThatHasTheNameToday() {
    pods.with("debug-tools", "uid-1");
    now = THEN.plusSeconds(3600);

    audit.take(AuditSamples.real("exec-1.20.json"));

    assertThat(stored("Exec into a pod").podUid()).isEmpty();
    assertThat(stored("Exec into a pod").podName()).isEqualTo("debug-tools");
  }

  @Test
  void aPodThatTheWatchesHearOfAMomentLaterIsWaitedFor() {
    pods.with("debug-tools", "uid-1").after(4);

    audit.take(AuditSamples.real("exec-1.20.json"));

    assertThat(stored)
        .filteredOn(each -> each.rule().equals("Exec into a pod"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.podUid()).isEqualTo("uid-1"));
  }

  @Test
  void aClientCannotHideARequestBehindAnIdThatItUsedBefore() {
    audit.take(AuditSamples.list(AuditSamples.secretRead("chosen-by-the-client", TIME)));
    audit.take(
        AuditSamples.list(
            AuditSamples.secretRead("chosen-by-the-client", "2026-11-22T00:05:19.123457Z"),
            AuditSamples.secretRead("chosen-by-the-client", TIME)
                .put("requestURI", "/api/v1/namespaces/shop/secrets/keys")));

    assertThat(stored).hasSize(3);
  }

  @Test
  void oneEventLinesOfEventsAndListsAreTaken() {
    String one = AuditSamples.secretRead("one", TIME).toString();
    String two = AuditSamples.secretRead("two", TIME).toString();

    assertThat(audit.take(one.getBytes(UTF_8)).detections()).isEqualTo(1);
    assertThat(audit.take((one + "\n" + two + "\n").getBytes(UTF_8)).detections()).isEqualTo(1);
    assertThat(audit.take(AuditSamples.list()).events()).isZero();
  }

  @Test
  void whatIsNoAuditEventIsRefusedAndWhatCameBeforeIsJudged() {
    assertThatThrownBy(() -> audit.take("not json".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Rejection.class, no -> assertThat(no.problem().status()).isEqualTo(400));
    assertThatThrownBy(() -> audit.take("{\"items\":[{\"kind\":\"Pod\"}]}".getBytes(UTF_8)))
        .isInstanceOf(Rejection.class);
    String list = new String(AuditSamples.list(AuditSamples.secretRead("one", TIME)), UTF_8);
    String cut = list.substring(0, list.length() - 2) + ",{\"auditID\":";

    assertThat(audit.take(cut.getBytes(UTF_8)).skipped()).isEqualTo(1);
    assertThat(stored).hasSize(1);
    assertThat(audit.losses()).isEqualTo(3);
  }

  @Test
  void whatCannotBeStoredIsToBeSentAgain() {
    full = true;

    assertThatThrownBy(() -> audit.take(AuditSamples.list(AuditSamples.secretRead("one", TIME))))
        .isInstanceOfSatisfying(
            Rejection.class, no -> assertThat(no.problem().status()).isEqualTo(503));
    assertThat(told).isEmpty();
  }

  @Test
  void otherRulesCountFromTheNextDeliveryOn(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            - rule: Every secret
              desc: test
              condition: ka.target.resource = secrets
              output: all %jevt.obj
              priority: NOTICE
              source: k8s_audit
            """);
    audit.take(AuditSamples.list(AuditSamples.secretRead("one", TIME)));
    rules.set(AuditSamples.rules(file));
    audit.take(AuditSamples.list(AuditSamples.secretRead("two", TIME)));

    assertThat(stored)
        .extracting(Detection::rule)
        .containsExactly("Secret read by a person", "Every secret");
  }

  @Test
  void aPolicyWithoutBodiesIsSaidToKeepRulesFromMatching() {
    assertThat(audit.sources()).extracting(Status.Source::on).containsExactly(false);
    ObjectNode bare = AuditSamples.secretRead("pod", TIME).put("verb", "create");
    bare.putObject("objectRef").put("resource", "pods").put("namespace", "shop").put("name", "x");
    bare.putObject("responseStatus").put("code", 201);
    audit.take(AuditSamples.list(bare));

    assertThat(audit.sources())
        .filteredOn(source -> source.name().equals("k8s_audit of pods"))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.on()).isFalse();
              assertThat(gap.detail())
                  .startsWith("the audit policy gives no request bodies for pods: ")
                  .contains("Privileged pod created")
                  .doesNotContain("Exec into a pod", "Pod in a namespace of the system created")
                  .endsWith("can never match");
            });

    audit.take(AuditSamples.real("changes-1.20.json"));
    assertThat(audit.sources())
        .extracting(Status.Source::name)
        .as("docs/audit-policy.yaml gives all bodies but those of Secrets")
        .containsExactly("k8s_audit", "k8s_audit of secrets");
  }

  @Test
  void whatTheServerCutOffAndBrokeDownOverIsCounted() {
    ObjectNode cut = AuditSamples.secretRead("cut", TIME);
    cut.putObject("annotations").put("audit.k8s.io/truncated", "true");
    audit.take(
        AuditSamples.list(cut, AuditSamples.secretRead("panic", TIME).put("stage", "Panic")));

    assertThat(stored("Secret read by a person").fields()).containsEntry("truncated", true);
    assertThat(audit.sources().getFirst().detail())
        .contains("1 cut off by the API server", "1 requests that it broke down over");
  }

  @Test
  void aListOfSecretsIsAboutThePodWhoseTokenWasUsed() {
    pods.with("web-1", "uid-1");
    ObjectNode list = AuditSamples.secretRead("list", TIME).put("verb", "list");
    list.putObject("objectRef").put("resource", "secrets").put("namespace", "vault");
    ObjectNode user = list.putObject("user").put("username", "system:serviceaccount:shop:web");
    ObjectNode extra = user.putObject("extra");
    extra.putArray("authentication.kubernetes.io/pod-name").add("web-1");
    extra.putArray("authentication.kubernetes.io/pod-uid").add("uid-1");

    audit.take(AuditSamples.list(list));

    Detection listed = stored("Secrets listed by a service account");
    assertThat(listed.podUid()).isEqualTo("uid-1");
    assertThat(listed.namespace()).isEqualTo("shop");
    assertThat(listed.field("actor.pod.name")).isEqualTo("web-1");
    assertThat(listed.field("ka.target.namespace")).isEqualTo("vault");
  }
}
