package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.nightjar.detect.Detection;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library's playbooks on the API server's audit log, in one running Nightjar at night: events
 * come by HTTP as the webhook sends them, what the sensor of the node sees comes from Falco.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class KubernetesAuditIT {
  @TempDir static Path state;

  private static Watch watch;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    watch = Watch.at(Watch.NIGHT, state, null);
  }

  @AfterAll
  static void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  // ---- what comes ----

  private static ObjectNode event(String user, String verb, String resource, String... at) {
    String now = Instant.now().toString();
    ObjectNode event = Json.MAPPER.createObjectNode();
    event
        .put("level", "RequestResponse")
        .put("auditID", UUID.randomUUID().toString())
        .put("stage", "ResponseComplete")
        .put("requestURI", "/api/v1/" + String.join("/", at))
        .put("verb", verb)
        .put("requestReceivedTimestamp", now)
        .put("stageTimestamp", now)
        .put("userAgent", "kubectl/v1.36.0 (linux/amd64) kubernetes/4e1ac3f");
    ObjectNode who = event.putObject("user").put("username", user);
    who.putArray("groups").add("developers").add("system:authenticated");
    event.putArray("sourceIPs").add("203.0.113.9");
    ObjectNode ref = event.putObject("objectRef").put("apiVersion", "v1");
    String[] parts = resource.split("/", 2);
    ref.put("resource", parts[0]);
    if (parts.length > 1) {
      ref.put("subresource", parts[1]);
    }
    ref.put("namespace", at[0]);
    if (at.length > 1) {
      ref.put("name", at[1]);
    }
    event.putObject("responseStatus").put("code", verb.equals("create") ? 201 : 200);
    event.putObject("annotations").put("authorization.k8s.io/decision", "allow");
    return event;
  }

  private static ObjectNode exec(String user, Pod pod) {
    ObjectNode event =
        event(user, "create", "pods/exec", pod.getMetadata().getNamespace(), name(pod));
    event
        .put("stage", "ResponseStarted")
        .put(
            "requestURI",
            "/api/v1/namespaces/shop/pods/" + name(pod) + "/exec?command=sh&stdin=true&tty=true");
    event.putObject("responseStatus").put("code", 101);
    return event;
  }

  private static String list(JsonNode... events) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", "EventList").put("apiVersion", "audit.k8s.io/v1").putObject("metadata");
    list.putArray("items").addAll(List.of(events));
    return list.toString();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    URI at = watch.nightjar().controlUrl().resolve("/ingest" + path);
    return HTTP.send(
        HttpRequest.newBuilder(at)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** How many detections it made that were not known. */
  private static long audit(JsonNode... events) throws Exception {
    HttpResponse<String> answer = post("/kubernetes-audit", list(events));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body()).path("detections").asLong();
  }

  private static void falco(String rule, Pod pod, Map<String, String> fields) throws Exception {
    ObjectNode alert = Json.MAPPER.createObjectNode();
    alert
        .put("hostname", pod.getSpec().getNodeName())
        .put("output", rule + " in " + name(pod))
        .put("priority", "Warning")
        .put("rule", rule)
        .put("source", "syscall")
        .put("time", Instant.now().toString());
    ObjectNode values = alert.putObject("output_fields");
    values.put("container.id", containerId(pod).substring(0, 12));
    values.put("k8s.ns.name", pod.getMetadata().getNamespace());
    values.put("k8s.pod.name", name(pod));
    fields.forEach(values::put);
    HttpResponse<String> answer = post("/falco", alert.toString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }

  // ---- what is there ----

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static String containerId(Pod pod) {
    return pod.getStatus()
        .getContainerStatuses()
        .getFirst()
        .getContainerID()
        .replaceFirst(".*://", "");
  }

  private static Pod podOf(String namespace, String app) {
    return watch.client().pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> name(pod).startsWith(app))
        .findFirst()
        .orElseThrow();
  }

  /**
   * @param playbook empty for any
   */
  private static Response response(String playbook, String action) {
    return await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                watch.responses().stream()
                    .filter(
                        each -> playbook.isEmpty() || each.request().playbook().equals(playbook))
                    .filter(each -> each.request().actionId().equals(action))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Response settled(Response response) {
    return await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                watch.responses().stream()
                    .filter(each -> each.id().equals(response.id()))
                    .findFirst()
                    .orElseThrow(),
            each -> each.state() == ResponseState.SUCCEEDED);
  }

  private static Stream<String> told() throws InterruptedException {
    EventFeed feed = watch.nightjar().feed();
    return feed.after(0, Duration.ZERO).stream()
        .map(EventFeed.Numbered::item)
        .filter(FeedItem.Told.class::isInstance)
        .map(item -> ((FeedItem.Told) item).notice())
        .map(notice -> notice.done() + ": " + notice.happened());
  }

  private static void awaitPage(String group, String part) {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThat(told())
                    .anySatisfy(text -> assertThat(text).contains("told " + group + ": ", part)));
  }

  private static List<Detection> detections(String rule) throws InterruptedException {
    return watch.nightjar().feed().after(0, Duration.ZERO).stream()
        .map(EventFeed.Numbered::item)
        .filter(FeedItem.Detected.class::isInstance)
        .map(item -> ((FeedItem.Detected) item).detection())
        .filter(detection -> detection.rule().equals(rule))
        .toList();
  }

  // ---- what is done ----

  @Test
  void aPersonInAPodThatReadsSecretsIsCutOffOnce() throws Exception {
    Pod pod = podOf("shop", "checkout");
    ObjectNode exec = exec("kim@shop.example", pod);

    assertThat(audit(exec)).isEqualTo(1);
    falco("Read sensitive file untrusted", pod, Map.of("proc.cmdline", "cat /etc/shadow"));

    Response cut = settled(response("exec-abuse", "kubernetes:isolate-pod"));
    assertThat(cut.request().target().key()).contains(uid(pod));
    awaitPage("oncall", "Somebody goes into a pod at night");
    assertThat(audit(exec)).as("the same body again").isZero();
    assertThat(watch.responses())
        .filteredOn(each -> each.request().playbook().equals("exec-abuse"))
        .filteredOn(each -> each.request().actionId().equals("kubernetes:isolate-pod"))
        .hasSize(1);
    assertThat(detections("Exec into a pod"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.podUid()).isEqualTo(uid(pod));
              assertThat(one.getWorkloadName()).isEqualTo("checkout");
            });
  }

  @Test
  void aDebugContainerThatReadsMemoryIsAskedAbout() throws Exception {
    Pod pod = podOf("shop", "cart");
    ObjectNode put = event("lee", "patch", "pods/ephemeralcontainers", "shop", name(pod));
    put.putObject("requestObject")
        .putObject("spec")
        .putArray("ephemeralContainers")
        .addObject()
        .put("name", "debugger")
        .put("image", "busybox:1.36");

    audit(put);
    falco("Memory of a process opened in container", pod, Map.of("proc.cmdline", "gcore 1"));

    assertThat(response("debug-access", "kubernetes:isolate-pod").request().target().key())
        .contains(uid(pod));
    awaitPage("oncall", "A way into a pod was opened");
  }

  @Test
  void aPrivilegedPodThatUsesItsRightsIsHeldAndNoMoreAreLetIn() throws Exception {
    Pod made =
        watch
            .client()
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("tools")
                    .withNamespace("shop")
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("tools")
                    .withImage("alpine:3.20")
                    .withNewSecurityContext()
                    .withPrivileged(true)
                    .endSecurityContext()
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    ObjectNode create = event("mallory", "create", "pods", "shop");
    JsonNode spec = Json.MAPPER.valueToTree(made.getSpec());
    create.putObject("requestObject").put("kind", "Pod").set("spec", spec);
    ObjectNode answer = create.putObject("responseObject").put("kind", "Pod");
    answer
        .putObject("metadata")
        .put("name", "tools")
        .put("namespace", "shop")
        .put("uid", uid(made));
    answer.set("spec", spec);

    audit(create);
    awaitPage("oncall", "A pod with the rights of its node");
    Pod running =
        await()
            .until(
                () -> watch.pod("shop", "tools"),
                pod -> !pod.getStatus().getContainerStatuses().isEmpty());
    falco("Disk mounted in container", running, Map.of("proc.cmdline", "mount /dev/sda1 /mnt"));

    assertThat(detections("Privileged pod created").getFirst().podUid()).isEqualTo(uid(made));
    assertThat(response("", "container:freeze").request().target().key())
        .as("several playbooks ask for it, it is one response")
        .contains(containerId(running));
    Response forbid = response("privileged-pod", "kubernetes:forbid-privileged");
    watch.nightjar().desk().approve(forbid.id(), "kim", "yes");
    settled(forbid);
  }

  @Test
  void anAccountThatIsUsedForAllSecretsIsAskedToBeRevoked() throws Exception {
    Pod pod = podOf("shop", "cart");
    falco(
        "Service account token read in container",
        pod,
        Map.of("proc.name", "cat", "proc.cmdline", "cat /run/secrets/token", "proc.pname", "sh"));
    ObjectNode listed = event("system:serviceaccount:shop:cart", "list", "secrets", "shop");
    listed
        .withObject("/user")
        .putObject("extra")
        .putArray("authentication.kubernetes.io/pod-uid")
        .add(uid(pod));

    audit(listed);

    assertThat(
            response("secrets-listed", "kubernetes:revoke-service-account")
                .request()
                .target()
                .key())
        .contains(uid(pod));
    assertThat(detections("Secrets listed by a service account").getFirst().podUid())
        .isEqualTo(uid(pod));
    awaitPage("oncall", "A service account asked for all secrets");
  }

  @Test
  void aHostileImageAtWorkIsCutOffAndItsWorkloadAskedToStop() throws Exception {
    Pod pod = podOf("payments", "");
    ObjectNode create =
        event("mallory", "create", "pods", pod.getMetadata().getNamespace(), name(pod));
    create
        .putObject("requestObject")
        .putObject("spec")
        .putArray("containers")
        .addObject()
        .put("name", "a")
        .put("image", "metal3d/xmrig:latest");

    audit(create);
    falco("Ports scanned by hand in container", pod, Map.of("proc.cmdline", "nmap 10.0.0.0/8"));

    assertThat(response("hostile-image", "kubernetes:block-image").request().target().namespace())
        .isEqualTo(pod.getMetadata().getNamespace());
    Response stop = response("hostile-image", "kubernetes:scale-to-zero");
    assertThat(stop.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
  }

  @Test
  void aGapInTheGuardsThatIsUsedIsAskedToBeClosed() throws Exception {
    audit(event("nora", "delete", "networkpolicies", "shop", "default-deny"));
    falco(
        "Reconnaissance tool in container",
        podOf("shop", "cart"),
        Map.of("proc.cmdline", "nmap web"));

    Response deny = response("guard-removed", "kubernetes:default-deny");
    assertThat(deny.request().target().namespace()).isEqualTo("shop");
  }

  @Test
  void whatNobodyUndoesByItselfIsTold() throws Exception {
    ObjectNode admin = event("olga", "create", "clusterrolebindings", "", "backdoor");
    ObjectNode binding = admin.putObject("requestObject").put("kind", "ClusterRoleBinding");
    binding.putObject("roleRef").put("name", "cluster-admin");
    ObjectNode set = event("olga", "create", "daemonsets", "shop", "agent");
    ObjectNode token = event("olga", "create", "serviceaccounts/token", "shop", "default");
    ObjectNode sensor = event("olga", "delete", "daemonsets", "monitoring", "falco");
    ObjectNode gone = event("olga", "delete", "namespaces", "", "old");

    assertThat(audit(admin, set, token, sensor, gone)).isEqualTo(5);

    awaitPage("oncall-lead", "Rights over the whole cluster were given at night");
    awaitPage("oncall", "A workload was made by hand at night");
    awaitPage("oncall", "An identity was made at night");
    awaitPage("oncall-lead", "Somebody blinds the sensor");
    awaitPage("oncall", "Somebody removes things in heaps");
  }

  @Test
  void aPodThatCrashesSinceItsWorkloadWasChangedIsTold() throws Exception {
    Pod pod = podOf("shop", "cart");
    watch
        .client()
        .v1()
        .events()
        .inNamespace("shop")
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName("web.1")
                .withNamespace("shop")
                .endMetadata()
                .withType("Warning")
                .withReason("BackOff")
                .withMessage("Back-off restarting failed container")
                .withCount(1)
                .withLastTimestamp(Instant.now().toString())
                .withNewInvolvedObject()
                .withKind("Pod")
                .withNamespace("shop")
                .withName(name(pod))
                .withUid(uid(pod))
                .endInvolvedObject()
                .build())
        .create();

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThat(detections("Kubernetes event BackOff"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.podUid()).isEqualTo(uid(pod))));
  }

  @Test
  void nonsenseIsRefusedAndAWebPageStaysOutside() throws Exception {
    assertThat(post("/kubernetes-audit", "[1,2]").statusCode()).isEqualTo(400);
    URI at = watch.nightjar().controlUrl().resolve("/ingest/kubernetes-audit");
    HttpRequest ofPage =
        HttpRequest.newBuilder(at)
            .header("Origin", "https://evil.example")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(HTTP.send(ofPage, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }
}
