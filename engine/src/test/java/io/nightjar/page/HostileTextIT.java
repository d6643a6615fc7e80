package io.nightjar.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import io.nightjar.SampleResponses;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.audit.AuditRecord;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.http.FeedItem;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentState;
import io.nightjar.incident.Subject;
import io.nightjar.respond.Answers;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever an attacker names is shown, and does nothing. */
class HostileTextIT extends PageIT {

  private static final String HOSTILE =
      "\"'></a></bdi></main><script>window.owned=1</script><img src=x onerror=\"window.owned=1\">"
          + "<svg/onload=window.owned=1><style>*{display:none}</style><form action=//evil.example>"
          + "javascript:window.owned=1 {{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %> "
          + "\u202egnp.exe\u2066\u0000\u0007\u001b[2J\r\nSet-Cookie: x=1\u200b\ud800 "
          + "W".repeat(400);

  private static final String STICKING_OUT =
      """
      Array.from(document.querySelectorAll("body *"))
        .filter((each) => !each.closest("[popover]") && each.getBoundingClientRect().right > 391)
        .map((each) => each.outerHTML.slice(0, 80))
      """;

  private static final String ID = "r-77ab00c1d2e3f405";
  private static final String DONE = "r-0000000000000001";

  @Test
  void nothingThatAnAttackerNamesDoesAnything() {
    fill();
    List<Dialog> dialogs = new ArrayList<>();
    for (boolean script : List.of(true, false)) {
      BrowserContext context =
          browsing.context(
              new Browser.NewContextOptions()
                  .setViewportSize(390, 844)
                  .setJavaScriptEnabled(script));
      Page page = page(context);
      page.onDialog(
          dialog -> {
            dialogs.add(dialog);
            dialog.dismiss();
          });
      for (String path :
          List.of(
              "/",
              "/approvals",
              "/responses/" + ID,
              "/responses/" + DONE,
              "/incidents/i-1",
              "/detections/d-1",
              "/incidents/i-1?said=" + Address.encoded(HOSTILE),
              "/responses/" + Address.encoded("<img src=x onerror=window.owned=1> {{ 7*7 }}"),
              "/" + Address.encoded("<img src=x onerror=window.owned=1>"))) {
        open(page, path);
        looksWell(page, path, script);
      }
    }
    assertThat(dialogs).isEmpty();
    assertThat(requests).allMatch(each -> each.contains(server.url().toString()));
  }

  @Test
  void whatComesLiveDoesNothingEither() {
    Page page = open(phone(), "/");
    fill();
    server.feed.publish(new FeedItem.Detected(server.backend.detections.getFirst()));
    page.waitForCondition(() -> page.locator("#waiting li").count() > 0);
    looksWell(page, "live", true);
    assertThat(requests).allMatch(each -> each.contains(server.url().toString()));
    assertThat(complaints).isEmpty();
  }

  private void looksWell(Page page, String path, boolean script) {
    if (script) {
      assertThat(page.evaluate("typeof window.owned")).as(path).isEqualTo("undefined");
      assertThat(
              page.evaluate(
                  "document.querySelectorAll('main img, main svg, main script, main"
                      + " style').length"))
          .as(path)
          .isEqualTo(0);
      assertThat((List<?>) page.evaluate(STICKING_OUT)).as("sticks out of " + path).isEmpty();
    }
    assertThat(page.locator("main").count()).as(path).isEqualTo(1);
    assertThat(page.locator("h1").first().isVisible()).as(path).isTrue();
    assertThat(page.content())
        .as(path)
        .doesNotContain("\u202e", "\u001b", "\u200b")
        .doesNotContain("49 ");
  }

  private void fill() {
    Detection detection =
        new Detection(
            "d-1",
            HOSTILE,
            Priority.CRITICAL,
            HOSTILE,
            new TreeSet<>(List.of(HOSTILE)),
            SampleResponses.THREE,
            HOSTILE,
            new TreeMap<>(Map.of(HOSTILE, HOSTILE)),
            HOSTILE,
            new ProcessRef(1, 1, HOSTILE, HOSTILE, HOSTILE, 0, List.of(HOSTILE, HOSTILE)),
            HOSTILE,
            HOSTILE,
            HOSTILE,
            true,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            Map.of(HOSTILE, HOSTILE),
            new WorkloadTarget(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            List.of(HOSTILE));
    server.backend.detections.add(detection);
    server.backend.add(
        response(ID, ResponseState.AWAITING_APPROVAL, null, null),
        response(
            DONE,
            ResponseState.SUCCEEDED,
            new Outcome.Succeeded(
                List.of(HOSTILE), JsonNodeFactory.instance.objectNode(), List.of(HOSTILE)),
            new UndoOutcome.Refused(HOSTILE, List.of(HOSTILE))));
    Subject subject = Subject.of(detection);
    server.backend.incidents.add(
        new Incident(
            "i-1",
            subject.key(),
            subject.name(),
            HOSTILE,
            Priority.CRITICAL,
            IncidentState.OPEN,
            SampleResponses.THREE,
            SampleResponses.THREE,
            1,
            new TreeMap<>(Map.of(HOSTILE, 1L)),
            List.of(
                new Incident.Change(SampleResponses.THREE, HOSTILE, IncidentState.OPEN, HOSTILE))));
    server.backend.audit.add(
        new AuditRecord(
            3,
            SampleResponses.THREE,
            HOSTILE,
            ID,
            HOSTILE,
            JsonNodeFactory.instance.objectNode().put("reason", HOSTILE).put("comment", HOSTILE)));
  }

  private static Response response(
      String id, ResponseState state, @Nullable Outcome outcome, @Nullable UndoOutcome undo) {
    ResponseRequest request =
        new ResponseRequest(
            id,
            HOSTILE,
            HOSTILE,
            "kubernetes:isolate-pod",
            new PodTarget(HOSTILE, HOSTILE, HOSTILE),
            Parameters.NONE.with(HOSTILE, HOSTILE),
            HOSTILE,
            List.of("d-1"),
            SampleResponses.THREE,
            SampleResponses.THREE,
            null,
            ApprovalAsk.of(List.of(HOSTILE), Duration.ofMinutes(30), List.of()));
    return new Response(
        request,
        state,
        HOSTILE,
        HOSTILE,
        new Answers(
            List.of(new Answers.Agreement(HOSTILE, SampleResponses.THREE, HOSTILE)),
            0,
            HOSTILE,
            List.of()),
        SampleResponses.THREE.plusSeconds(900),
        false,
        outcome,
        undo,
        41L,
        List.of(
            new GuardFinding(HOSTILE, "ask", HOSTILE), new GuardFinding(HOSTILE, "pass", HOSTILE)),
        0,
        SampleResponses.THREE);
  }
}
