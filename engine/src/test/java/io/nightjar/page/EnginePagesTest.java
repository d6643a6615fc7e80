package io.nightjar.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.KeyChain;
import io.nightjar.audit.ProofText;
import io.nightjar.audit.VerifierKey;
import io.nightjar.http.Caller;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Permission;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.page.engine.DeadLetters;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over a real store, asked as a browser without a script asks. */
@ExtendWith(EngineServer.Shared.class)
class EnginePagesTest {

  private static final Pattern OLDER = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
  private static final Pattern ROW = Pattern.compile("href=\"/detections/(d-\\d+)\"");

  @SuppressWarnings("NullAway.Init")
  private static EngineServer server;

  @BeforeAll
  static void start(EngineServer shared) {
    server = shared;
  }

  @BeforeEach
  void begin() {
    server.reset();
  }

  private static String ok(String path) {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  @Test
  void everyDetectionIsOnOnePageOfTheListAndTheNewestComesFirst() {
    List<String> seen = new ArrayList<>();
    String next = "/detections?namespace=shop";
    while (!next.isEmpty()) {
      String page = ok(next);
      ROW.matcher(page).results().forEach(each -> seen.add(each.group(1)));
      Matcher older = OLDER.matcher(page);
      next = older.find() ? older.group(1).replace("&amp;", "&") : "";
    }
    assertThat(seen).hasSize(120).doesNotHaveDuplicates();
    assertThat(seen.getFirst()).isEqualTo("d-0119");
    assertThat(seen.getLast()).isEqualTo("d-0000");
  }

  @ParameterizedTest
  @CsvSource({
    "/detections?pod=pod-3, 17",
    "/detections?text=uid-pod-3, 17",
    "/detections?rule=SHELL&pod=pod-3&priority=warning, 17",
    "/detections?priority=error, 0",
    "/detections?node=node-2, 0",
    "/detections?workload=app&from=2026-11-20T02:20&to=2026-11-20T02:30, 10",
    "/detections?text=%22%5C%22, 0"
  })
  void detectionsAreFoundByWhatStandsInTheAddress(String path, int found) {
    String page = ok(path);
    assertThat(ROW.matcher(page).results().count()).isEqualTo(found);
    if (found == 0) {
      assertThat(page).contains("No detection in the store fits: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/detections?before=x",
        "/detections?priority=loud",
        "/detections?from=yesterday",
        "/audit?to=2026-13-01",
        "/calendars?week=soon",
        "/audit/leaves/-1",
        "/audit/leaves/x"
      })
  void whatMakesNoSenseIsSaidSo(String path) {
    assertThat(server.get(path).statusCode()).isEqualTo(400);
  }

  @Test
  void incidentsAreFoundByTheirStateAndRule() {
    String id = server.incident();
    assertThat(ok("/incidents?rule=terminal")).contains(id);
    assertThat(ok("/incidents?state=open")).contains(id);
    assertThat(ok("/incidents?state=all")).contains(id);
    assertThat(ok("/incidents?state=closed")).doesNotContain(id).contains("state closed");
  }

  @Test
  void theLogIsVerifiedInTheBackgroundAndTheHostileLeafIsInert() {
    server.post("/audit/verify", "");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(ok("/audit")).contains("The log is intact", "checkpoints"));
    assertThat(ok("/audit?kind=killswitch.&actor=mallory"))
        .contains("person:&lt;b&gt;mallory&lt;/b&gt;", "&lt;script&gt;")
        .doesNotContain("<script>alert", "<b>mallory");
    assertThat(ok("/audit?text=no such thing".replace(" ", "%20"))).contains("No leaf fits");
  }

  @Test
  void aProofThatIsTakenAwayHoldsByTheKeyAlone() {
    KeyChain keys = new KeyChain(VerifierKey.parse(ok("/audit/key")));
    HttpResponse<String> sent = server.get("/audit/leaves/7/proof");
    assertThat(sent.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"leaf-7.tlog-proof\"");
    InclusionProof proof = ProofText.inclusion(sent.body());
    assertThat(proof.index()).isEqualTo(7);
    assertThat(proof.holds()).isTrue();
    assertThat(keys.verifies(proof.checkpoint())).isTrue();
    assertThat(ok("/audit/leaves/7"))
        .contains("It is in the log", proof.checkpoint().root().hex())
        .contains("./nightjar audit verify-proof leaf-7.tlog-proof --key audit.pub");
  }

  @Test
  void twoCheckpointsAreProvenToBeOfOneLog() {
    Checkpoint older = Checkpoint.parse(ok("/audit/checkpoints/22"));
    ConsistencyProof proof = ProofText.consistency(ok("/audit/consistency/proof?from=22&to=102"));
    assertThat(proof.holds(older.root())).isTrue();
    assertThat(ok("/audit/consistency?from=22&to=102"))
        .contains("The log of 22 leaves is the beginning of that of 102");
    assertThat(ok("/audit/consistency?from=22&to=101")).contains("No checkpoint has 101 leaves");
  }

  @Test
  void aViewerIsRefusedWhateverChangesSomething() {
    server.caller = Caller.of("eve", Permission.VIEW);
    List<String> answers = new ArrayList<>();
    for (Section section : server.sections) {
      for (Route route : section.routes()) {
        String path = "/" + String.join("/", route.template());
        // those of the frame are tested with it, and verifying changes nothing
        boolean elsewhere = path.startsWith("/responses") || path.startsWith("/incidents");
        if (route.method().equals("POST") && !elsewhere && !path.equals("/audit/verify")) {
          String form = "playbook=crypto-miner&days=1&to=on&reason=x&sure=yes&target=pod/shop/a";
          HttpResponse<String> answer =
              server.post(path.replace("{id}", "l1"), form + "&action=kubernetes:isolate-pod");
          answers.add(path + " " + answer.statusCode());
        }
      }
    }
    assertThat(answers).hasSizeGreaterThan(5).allMatch(answer -> answer.endsWith(" 403"));
    assertThat(server.backend.told).isEmpty();
    assertThat(server.backend.killSwitch.on()).isFalse();
    assertThat(server.get("/request").statusCode()).isEqualTo(403);
  }

  @Test
  void theKillSwitchWantsAReasonAndASecondLookAndIsShownOnEveryPage() {
    assertThat(server.post("/kill-switch", "to=on&sure=yes").statusCode()).isEqualTo(400);
    assertThat(server.post("/kill-switch", "to=on&reason=drill").statusCode()).isEqualTo(400);
    assertThat(server.backend.killSwitch.on()).isFalse();
    assertThat(server.post("/kill-switch", "to=on&reason=drill&sure=yes").statusCode())
        .isEqualTo(303);
    assertThat(server.backend.killSwitch).isEqualTo(new KillSwitchState(true, "by kim: drill"));
    assertThat(List.of(ok("/"), ok("/calendars"), ok("/audit")))
        .allMatch(page -> page.contains("All acting is stopped"));
    server.post("/kill-switch", "to=off&reason=over&sure=yes");
    assertThat(ok("/")).doesNotContain("All acting is stopped");
  }

  @Test
  void whatIsAskedForByHandGoesToTheDeskAndAMistakeKeepsWhatWasTyped() {
    server.backend.add(SampleResponses.waiting());
    String form = "action=kubernetes:isolate-pod&target=pod/shop/web-1&undoAfter=8h";
    assertThat(server.post("/request", form).body())
        .contains("Say why", "value=\"pod/shop/web-1\"");
    HttpResponse<String> answer =
        server.post("/request", form + "&because=odd&p.allowCidr=10.0.0.0/8%0A10.1.0.0/16");
    assertThat(answer.headers().firstValue("Location")).contains("/responses/r-77ab00c1d2e3f405");
    assertThat(server.backend.told)
        .singleElement()
        .asString()
        .contains("kubernetes:isolate-pod", "pod/shop/web-1", "10.1.0.0/16", "PT8H", "kim");
    assertThat(server.post("/request", form + "&because=x&undoAfter=soon").statusCode())
        .isEqualTo(303);
    assertThat(server.post("/request", form.replace("8h", "soon") + "&because=x").body())
        .contains("Undo after: not a duration");
  }

  @Test
  void aNotificationThatWasGivenUpIsSentAgain() {
    server.letters.add(
        new DeadLetters.Letter("l1", "slack", "isolate pod?", EngineServer.NOW, "500 thrice"));
    assertThat(ok("/health")).contains("Something needs a look", "500 thrice", "Send again");
    assertThat(server.post("/health/letters/l1/send", "").statusCode()).isEqualTo(303);
    assertThat(server.sentAgain).containsExactly("l1 kim");
    assertThat(ok("/health")).doesNotContain("500 thrice");
  }

  @Test
  void agentsStandByNodeAndThoseThatNeedALookComeFirst() {
    assertThat(ok("/health/agents")).contains("No agent was heard yet");
    server.agents.addAll(SampleAgents.four());
    String page = ok("/health/agents");
    assertThat(page)
        .contains("3 heard, 1 silent; 3 to look at")
        .contains("Nothing is heard of it", "2 events or detections lost since its start")
        .contains("Another version than most: 0.9", "Other rules than most: bbbbbbbbbbbb")
        .contains("Its certificate ends 03:40.")
        .contains("sensor is off: &lt;b&gt;no BTF&lt;/b&gt;")
        .doesNotContain("<b>no BTF");
    assertThat(page.indexOf("node-1<"))
        .as("all is well there")
        .isGreaterThan(page.indexOf("node-4<"));
  }

  @Test
  void aPlaybookIsShownWithItsSourceStageAndWords() {
    assertThat(ok("/playbooks/shell-in-container"))
        .contains("In plain words", "whenever", "T1059", "D3-NI", "respond.to($d)")
        .contains("no signature is asked for");
    assertThat(server.get("/playbooks/none").statusCode()).isEqualTo(404);
  }

  @Test
  void calendarsShowTheWeekInWhichTheClocksAreSet() {
    assertThat(ok("/calendars?week=2026-10-25"))
        .contains("the clocks go back: this day has 25 hours", "viewBox=\"0 0 1500 24\"");
  }
}
