package io.nightjar;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.page.Browsing;
import io.nightjar.page.PageIT;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person with a phone and a whole Nightjar with the practice cluster, by day: attacks come in as
 * detections, the rest is real. Needs Chromium.
 */
@ExtendWith(PageIT.Started.class)
class PageFlowIT {

  private static final String ISOLATE = "kubernetes:isolate-pod";
  private static final String QUARANTINE = "nightjar.io/quarantine";
  private static final LocatorAssertions.IsVisibleOptions SOON =
      new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

  @TempDir Path state;

  @Test
  void aPersonAnswersFromAPhone(Browsing browsing) throws Exception {
    try (Watch watch = Watch.at(Watch.DAY, state, null);
        BrowserContext phone = browsing.phone()) {
      Page page = phone.newPage();
      signsIn(page, watch);
      approves(page, watch);
      deniesWithAComment(page, watch);
      undoes(page, watch);
      agreesByTheLinkOfANotice(browsing, watch);
      isRefusedWithoutTheTokenOfTheForm(page, watch);
      looksAround(page, watch);
    }
  }

  private static String at(Watch watch, String path) {
    return watch.nightjar().controlUrl().resolve(path).toString();
  }

  private static void signsIn(Page page, Watch watch) {
    page.navigate(at(watch, "/approvals"));
    assertThat(page.locator("h1")).hasText("Sign in");
    Browsing.keep(page, "sign-in-phone");
    page.navigate(watch.nightjar().signInLink().orElseThrow().toString());
    page.getByLabel("Your name").fill("kim");
    page.locator("button.approve").first().tap();
    assertThat(page.locator("h1")).hasText("Tonight");
    assertThat(page.url()).doesNotContain("#");
  }

  /** The question comes into the open page by itself; the cluster shows what was agreed to. */
  private static void approves(Page page, Watch watch) {
    page.navigate(at(watch, "/approvals"));
    assertThat(page.getByText("Nothing waits for you")).isVisible();
    page.evaluate("window.untouched = true");
    watch.nightjar().pipeline().detected(shell(watch, "checkout", 0));
    Locator question = page.locator("article.question").filter(isolation());
    assertThat(question.locator("button.approve")).isVisible(SOON);
    assertThat(page.evaluate("window.untouched")).isEqualTo(true);
    assertThat(question.getByText("denies all ingress and egress").first()).isVisible();
    assertThat(question.locator(".lines .add").first()).isAttached();
    Response asked = watch.awaitResponse(ISOLATE, ResponseState.AWAITING_APPROVAL);
    assertThat(isQuarantined(watch, asked)).as("a preview changes nothing").isFalse();
    Browsing.keep(page, "flow-approvals-phone");

    page.navigate(at(watch, "/responses/" + asked.id()));
    page.locator("button.approve").tap();
    assertThat(page.getByText("Your approval is taken.")).isVisible();
    Response done = watch.awaitResponse(ISOLATE, ResponseState.SUCCEEDED);
    assertThat(isQuarantined(watch, done)).isTrue();
    assertThat(done.decidedBy()).isEqualTo("kim");
    assertThat(page.locator("#state-now .badge")).hasText("done");
    Browsing.keep(page, "flow-response-phone");
  }

  private static void deniesWithAComment(Page page, Watch watch) {
    watch.nightjar().pipeline().detected(shell(watch, "cart", 0));
    Response asked = watch.awaitResponse(ISOLATE, ResponseState.AWAITING_APPROVAL);
    page.navigate(at(watch, "/responses/" + asked.id()));
    page.getByLabel("Comment").fill("that was <b>lee</b>");
    page.locator("button.deny").tap();
    assertThat(page.getByText("Denied. Nothing is done.")).isVisible();
    Response denied = watch.awaitResponse(ISOLATE, ResponseState.REJECTED);
    assertThat(denied.id()).isEqualTo(asked.id());
    assertThat(denied.reason()).contains("that was <b>lee</b>");
    assertThat(isQuarantined(watch, denied)).isFalse();
    assertThat(page.getByText("that was <b>lee</b>").first()).isVisible();
  }

  private static void undoes(Page page, Watch watch) {
    Response done = watch.awaitResponse(ISOLATE, ResponseState.SUCCEEDED);
    page.navigate(at(watch, "/responses/" + done.id()));
    page.getByText("Undo…").tap();
    page.getByLabel("Why").fill("false alarm");
    page.getByText("Yes, undo it").tap();
    watch.awaitResponse(ISOLATE, ResponseState.UNDONE);
    assertThat(page.locator("#state-now .badge")).hasText("undone");
    assertThat(isQuarantined(watch, done)).isFalse();
  }

  /** From the link in a notice it takes one touch more, and no sign-in. */
  private static void agreesByTheLinkOfANotice(Browsing browsing, Watch watch) throws Exception {
    watch.nightjar().pipeline().detected(shell(watch, "cart", 1));
    Response asked = watch.awaitResponse(ISOLATE, ResponseState.AWAITING_APPROVAL);
    try (BrowserContext other = browsing.phone()) {
      Page page = other.newPage();
      page.navigate(link(watch, asked));
      assertThat(page.getByText("You answer as anna")).isVisible();
      assertThat(page.getByText("denies all ingress and egress").first()).isVisible();
      Browsing.keep(page, "flow-link-phone");
      page.locator("button.approve").tap();
      assertThat(page.locator("h1")).hasText("Approved; it is done now");
      Response done = watch.awaitResponse(ISOLATE, ResponseState.SUCCEEDED);
      assertThat(done.decidedBy()).isEqualTo("anna");
      page.navigate(at(watch, "/"));
      assertThat(page.locator("h1")).hasText("Sign in");
    }
  }

  private static String link(Watch watch, Response asked) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(at(watch, "/api/v1/responses/" + asked.id() + "/links")))
            .header(
                "Authorization",
                "Bearer " + Files.readString(watch.state().resolve("token")).strip())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"who\":\"op\",\"for\":\"anna\",\"within\":\"10m\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Json.MAPPER.readTree(body).path("url").asText();
    }
  }

  private static void isRefusedWithoutTheTokenOfTheForm(Page page, Watch watch) {
    Response denied = watch.awaitResponse(ISOLATE, ResponseState.REJECTED);
    FormData form = FormData.create().set("answer", "approve");
    String path = at(watch, "/responses/" + denied.id() + "/answer");
    assertThat(page.context().request().post(path, RequestOptions.create().setForm(form)).status())
        .isEqualTo(403);
  }

  /** Every page of the navigation answers, and nothing in it complains. */
  private static void looksAround(Page page, Watch watch) {
    List<String> complaints = new ArrayList<>();
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.navigate(at(watch, "/"));
    Browsing.keep(page, "flow-tonight-phone");
    page.locator("#incidents a.row").first().tap();
    assertThat(page.locator("#timeline li").first()).isVisible();
    Browsing.keep(page, "flow-incident-phone");
    page.locator("#timeline a").first().tap();
    assertThat(page.locator(".tree .last")).containsText("sh");
    Browsing.keep(page, "flow-detection-phone");
    List<String> paths =
        page.locator("#menu li a").all().stream().map(link -> link.getAttribute("href")).toList();
    assertThat(paths).hasSize(9);
    for (String path : paths) {
      assertThat(page.navigate(at(watch, path)).status()).as(path).isEqualTo(200);
    }
    Response undone = watch.awaitResponse(ISOLATE, ResponseState.UNDONE);
    page.navigate(at(watch, "/responses/" + undone.id()));
    page.getByText("proof of leaf").first().tap();
    assertThat(page.locator("h1")).containsText("Leaf");
    assertThat(complaints).isEmpty();
  }

  private static Locator.FilterOptions isolation() {
    return new Locator.FilterOptions().setHasText("Isolate the pod");
  }

  private static boolean isQuarantined(Watch watch, Response response) {
    PodTarget target = (PodTarget) response.request().target();
    return watch
        .pod(target.namespace(), target.name())
        .getMetadata()
        .getLabels()
        .containsKey(QUARANTINE);
  }

  /** As the sensor would tell of a shell in a pod of a Deployment in {@code shop}. */
  private static Detection shell(Watch watch, String workload, int number) {
    Pod pod =
        watch.client().pods().inNamespace("shop").list().getItems().stream()
            .filter(each -> each.getMetadata().getName().startsWith(workload + "-"))
            .skip(number)
            .findFirst()
            .orElseThrow();
    String uid =
        watch
            .client()
            .apps()
            .deployments()
            .inNamespace("shop")
            .withName(workload)
            .get()
            .getMetadata()
            .getUid();
    return new Detection(
        "d-" + workload + number,
        "Terminal shell in container",
        Priority.NOTICE,
        "syscall",
        new TreeSet<>(List.of("container", "shell")),
        Watch.DAY.plusSeconds(1),
        "A shell was spawned in a container with an attached terminal",
        new TreeMap<>(Map.of("proc.name", "sh", "proc.tty", 34816L)),
        "node-1",
        new ProcessRef(4242, 991, "sh", "/bin/sh", "sh -i", 0, List.of("nginx", "containerd-shim")),
        "0123456789abcdef".repeat(4),
        "app",
        pod.getSpec().getContainers().getFirst().getImage(),
        false,
        pod.getMetadata().getUid(),
        pod.getMetadata().getName(),
        "shop",
        pod.getMetadata().getLabels(),
        new WorkloadTarget("Deployment", "shop", workload, uid),
        List.of("/tmp"));
  }
}
