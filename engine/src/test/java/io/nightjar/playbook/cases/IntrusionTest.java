package io.nightjar.playbook.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.Decision;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.respond.ResponseRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One intrusion of twelve detections against the whole library at once, by night and by day. */
class IntrusionTest {
  private static final Path SCRIPT = Path.of("src", "test", "resources", "intrusion");

  /** Severe signs are answered the same at any time. */
  private static final List<String> AT_ANY_TIME =
      """
      0s does evidence:collect on container main of pod shop/web-1 by web-shell
      0s asks kubernetes:enforce-read-only-root-filesystem on Deployment shop/web by web-shell
      30s does kubernetes:isolate-pod on pod shop/web-1 by web-shell
      30s does evidence:collect on container main of pod shop/web-1 by web-shell
      45s does node:isolate-pod on pod shop/web-1 by reverse-shell
      45s does evidence:collect on container main of pod shop/web-1 by reverse-shell
      47s does kubernetes:isolate-pod on pod shop/web-1 by reverse-shell
      80s asks kubernetes:delete-pod on pod shop/web-1 by reverse-shell
      2m does process:kill on process 4251 (agent) in pod shop/web-1 by crypto-miner
      3m asks kubernetes:scale-to-zero on Deployment shop/web by escalation
      190s does kubernetes:isolate-pod on pod shop/web-1 by token-theft
      190s does evidence:collect on container main of pod shop/web-1 by token-theft
      190s asks kubernetes:revoke-service-account on pod shop/web-1 by token-theft
      4m tells oncall by secrets-listed
      5m does container:freeze on container main of pod shop/web-1 by container-escape
      5m does evidence:collect on container main of pod shop/web-1 by container-escape
      5m does kubernetes:cordon-node on node node-1 by container-escape
      6m does evidence:collect on container main of pod shop/web-1 by log-clearing
      370s does evidence:collect on container main of pod shop/web-1 by log-clearing
      """
          .lines()
          .toList();

  @Test
  void atNightTheWholeLibraryAsksThis() throws Exception {
    List<String> expected = new ArrayList<>(AT_ANY_TIME);
    expected.add("370s does kubernetes:isolate-pod on pod shop/web-1 by log-clearing");
    assertThat(played("2026-11-20T23:30:00Z")).containsExactlyElementsOf(expected);
  }

  @Test
  void byDayTheWholeLibraryAsksThis() throws Exception {
    assertThat(played("2026-11-20T12:00:00Z")).containsExactlyElementsOf(AT_ANY_TIME);
  }

  /** The gate joins the same action on the same target: this is all that really happens. */
  @Test
  void whatIsDoneWithoutAQuestionIsFewDifferentThings() throws Exception {
    assertThat(
            played("2026-11-20T23:30:00Z").stream()
                .filter(line -> line.contains(" does "))
                .map(line -> line.replaceAll("^.* does | by .*$", ""))
                .distinct())
        .containsExactly(
            "evidence:collect on container main of pod shop/web-1",
            "kubernetes:isolate-pod on pod shop/web-1",
            "node:isolate-pod on pod shop/web-1",
            "process:kill on process 4251 (agent) in pod shop/web-1",
            "container:freeze on container main of pod shop/web-1",
            "kubernetes:cordon-node on node node-1");
  }

  private static List<String> played(String start) throws Exception {
    List<Problem> problems = new ArrayList<>();
    PlaybookCase script = CaseFile.readAll(SCRIPT, problems).getFirst().cases().getFirst();
    assertThat(problems).isEmpty();
    PlaybookCase moved =
        new PlaybookCase(
            script.name(), Instant.parse(start), script.given(), script.until(), List.of());
    return Library.decisions(Library.compile(), moved).stream()
        .map(decision -> line(moved.start(), decision))
        .toList();
  }

  private static String line(Instant start, Decision decision) {
    return switch (decision) {
      case Decision.Asked asked -> {
        ResponseRequest request = asked.request();
        yield after(start, request.requestedAt())
            + (request.approval() == null ? " does " : " asks ")
            + request.actionId()
            + " on "
            + request.target().describe()
            + " by "
            + request.playbook();
      }
      case Decision.Told told ->
          after(start, told.notice().time())
              + " tells "
              + told.notice().group()
              + " by "
              + told.notice().playbook();
      case Decision.NotPossible not ->
          after(start, not.skipped().time()) + " cannot " + not.skipped();
      case Decision.TakenOut out -> "failed: " + out.fault();
    };
  }

  private static String after(Instant start, Instant time) {
    return Durations.format(Duration.between(start, time));
  }
}
