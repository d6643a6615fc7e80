package io.nightjar.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.nightjar.SampleResponses;
import io.nightjar.http.Caller;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Permission;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.page.engine.DeadLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages as a browser shows them; needs Chromium. */
@ExtendWith(EngineServer.Shared.class)
class EnginePagesIT {

  /** What an address with a variable in it is looked at with. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "/responses/{id}", "/responses/r-77ab00c1d2e3f405",
          "/detections/{id}", "/detections/d-11aa22bb33cc",
          "/playbooks/{name}", "/playbooks/shell-in-container",
          "/audit/leaves/{index}", "/audit/leaves/7",
          "/audit/consistency", "/audit/consistency?from=22&to=102",
          "/request", "/request?action=kubernetes:isolate-pod&target=pod/shop/web-1");

  private static final String SQUEEZED =
      """
      Array.from(document.querySelectorAll(".row-title"))
        .filter((each) => each.getBoundingClientRect().width < 100)
        .map((each) => each.textContent)
      """;

  /** Incidents are stored, so the address of one is known only then. */
  private static final String INCIDENT = "/incidents/{id}";

  /** Not pages: downloads, and a stream. */
  private static final Set<String> FILES =
      Set.of(
          "/live",
          "/audit/key",
          "/audit/keys",
          "/audit/checkpoints/{size}",
          "/audit/leaves/{index}/proof",
          "/audit/consistency/proof");

  @SuppressWarnings("NullAway.Init")
  private static EngineServer server;

  @SuppressWarnings("NullAway.Init")
  private static Browsing browsing;

  @BeforeAll
  static void start(EngineServer shared) {
    browsing = Browsing.start();
    server = shared;
  }

  @AfterAll
  static void stop() {
    if (browsing != null) {
      browsing.close();
    }
  }

  @BeforeEach
  void begin() {
    server.reset();
  }

  /** Every address that answers with a page, each once: a page that is new is looked at, too. */
  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    for (Section section : server.sections) {
      for (Route route : section.routes()) {
        String template = "/" + String.join("/", route.template());
        if (route.method().equals("GET") && section.base().isEmpty() && !FILES.contains(template)) {
          pages.put(template, EXAMPLES.getOrDefault(template, template));
        }
      }
    }
    pages.put(INCIDENT, "/incidents/" + server.incident());
    pages.put("/request (all)", "/request");
    pages.put("/nothing", "/nothing");
    return pages;
  }

  private static void fill() {
    server.backend.add(
        SampleResponses.waiting(), SampleResponses.succeeded(), SampleResponses.denied());
    server.backend.detections.add(SampleResponses.detection());
    server.backend.losses.put("kernel ring", 3L);
    server.backend.killSwitch = new KillSwitchState(true, "by kim: a drill");
    server.letters.add(
        new DeadLetters.Letter("l1", "slack", "isolate pod?", EngineServer.NOW, "500 thrice"));
  }

  @Test
  void noPageKeepsAnybodyOutDarkOnAPhoneAndLightOnADesktop() {
    fill();
    server.post("/playbooks/backtest", "playbook=shell-in-container&days=2");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> server.get("/playbooks/backtest/report").statusCode() == 200);
    Set<String> wrong = new TreeSet<>();
    for (boolean phone : new boolean[] {true, false}) {
      try (BrowserContext context = phone ? browsing.phone() : browsing.desktop()) {
        Page page = context.newPage();
        for (Map.Entry<String, String> each : pages().entrySet()) {
          Response response = page.navigate(address(each.getValue()));
          int status = response.status();
          if (status != (each.getKey().equals("/nothing") ? 404 : 200)) {
            wrong.add(each.getValue() + " answers " + status);
          }
          look(page, phone ? ColorScheme.DARK : ColorScheme.LIGHT, each.getValue(), wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void look(Page page, ColorScheme scheme, String path, Set<String> wrong) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
    for (Rule violation : axe.analyze().getViolations()) {
      for (CheckedNode node : violation.getNodes()) {
        wrong.add(violation.getId() + " at " + path + " (" + scheme + "): " + node.getHtml());
      }
    }
    Object squeezed = page.evaluate(SQUEEZED);
    if (!squeezed.equals(List.of())) {
      wrong.add("titles without room at " + path + ": " + squeezed);
    }
  }

  private static String address(String path) {
    return server.url().resolve(path).toString();
  }

  @Test
  void everyPageOfTheSectionsIsLookedAt() {
    Set<String> unknown =
        pages().entrySet().stream()
            .filter(each -> each.getValue().contains("{"))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(unknown).as("templates without an example").isEmpty();
  }

  @Test
  void casesRunFromThePageAndTheirResultComesWithoutAReload() {
    try (BrowserContext context = browsing.phone()) {
      Page page = context.newPage();
      page.navigate(address("/playbooks/crypto-miner"));
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run its cases")).tap();
      page.locator("#tests .badge").first().waitFor();
      assertThat(page.locator("#tests").innerText()).contains("8 passed").doesNotContain("failed");
    }
  }

  @Test
  void whoMayOnlyLookIsShownNothingToPress() {
    server.caller = Caller.of("eve", Permission.VIEW);
    fill();
    List<String> pressed = new ArrayList<>();
    try (BrowserContext context = browsing.desktop()) {
      Page page = context.newPage();
      for (String path :
          List.of(
              "/playbooks", "/playbooks/crypto-miner", "/health", "/kill-switch", "/responses")) {
        page.navigate(address(path));
        pressed.addAll(
            page.locator("main button").allTextContents().stream()
                .filter(text -> !text.equals("Search"))
                .toList());
        pressed.addAll(page.locator("main a[href^='/request']").allInnerTexts());
      }
    }
    assertThat(pressed).isEmpty();
  }
}
