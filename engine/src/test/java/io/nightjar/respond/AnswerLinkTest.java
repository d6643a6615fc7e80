package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.respond.DeskReply.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerLinkTest {

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);

  private static AnswerLink link(Desk desk, String id, String who, Duration within) {
    LinkReply reply = desk.desk.link(id, who, "person:op", within);
    assertThat(reply).isInstanceOf(LinkReply.Issued.class);
    return ((LinkReply.Issued) reply).link();
  }

  private static ResponseRequest askingTwo(String id) {
    return Requests.asking(
        id,
        new ApprovalAsk(
            List.of(), 2, Duration.ofMinutes(10), ApprovalAsk.Unanswered.NOTHING, List.of(), null));
  }

  private static void refused(DeskReply reply, Cause cause, String words) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            DeskReply.Refused.class,
            refused -> {
              assertThat(refused.cause()).isEqualTo(cause);
              assertThat(refused.why()).contains(words);
            });
  }

  @Test
  void approvesOnceAsThePersonItWasGivenTo() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      AnswerLink link = link(desk, "r1", "anna", Duration.ofMinutes(5));
      assertThat(desk.desk.refusal(link)).isEmpty();
      assertThat(desk.desk.answer(link, Word.APPROVE, "seen")).isInstanceOf(DeskReply.Done.class);
      Response done = desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(done.decidedBy()).isEqualTo("anna");
      refused(desk.desk.answer(link, Word.APPROVE, ""), Cause.LINK_OVER, "used already");
      refused(desk.desk.answer(link, Word.DENY, ""), Cause.LINK_OVER, "decided by anna");
      assertThat(desk.desk.refusal(link)).isPresent();
      assertThat(isolate.executed).hasSize(1);
      assertThat(desk.kinds("r1"))
          .contains("approval.link-issued")
          .filteredOn("approval.refused"::equals)
          .hasSize(2);
      assertThat(desk.desk.history("r1"))
          .filteredOn(record -> record.kind().equals("response.allowed"))
          .singleElement()
          .satisfies(
              record -> assertThat(record.fields().path("link").asText()).isEqualTo(link.serial()));
    }
  }

  @Test
  void isRefusedAndToldOnceItsTimeIsOver() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      AnswerLink link = link(desk, "r1", "anna", Duration.ofMinutes(5));
      desk.advance(Duration.ofMinutes(5));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      String words = "this link was good until " + link.until();
      refused(desk.desk.answer(link, Word.APPROVE, ""), Cause.LINK_OVER, words);
      refused(desk.desk.answer(link, Word.DENY, ""), Cause.LINK_OVER, words);
      refused(desk.desk.answer(link, Word.ACKNOWLEDGE, ""), Cause.LINK_OVER, words);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(isolate.executed).isEmpty();
      assertThat(desk.kinds("r1")).filteredOn("approval.refused"::equals).hasSize(3);
      AnswerLink fresh = link(desk, "r1", "anna", Duration.ofDays(7));
      assertThat(fresh.until()).isEqualTo(desk.now("r1").expiresAt());
      assertThat(desk.desk.answer(fresh, Word.DENY, "")).isInstanceOf(DeskReply.Done.class);
    }
  }

  @Test
  void isUsedUpByAnAgreementThatIsNotTheLast() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(askingTwo("r1"));
      AnswerLink link = link(desk, "r1", "anna", Duration.ofMinutes(5));
      assertThat(desk.desk.answer(link, Word.ACKNOWLEDGE, "")).isInstanceOf(DeskReply.Done.class);
      assertThat(desk.desk.answer(link, Word.APPROVE, "")).isInstanceOf(DeskReply.Done.class);
      refused(desk.desk.answer(link, Word.DENY, ""), Cause.LINK_OVER, "still waits");
      assertThat(desk.desk.link("r1", "anna", "person:op", Duration.ofMinutes(1)))
          .as("agreed already")
          .isInstanceOf(LinkReply.Refused.class);
      AnswerLink other = link(desk, "r1", "ben", Duration.ofMinutes(5));
      assertThat(desk.desk.answer(other, Word.APPROVE, "")).isInstanceOf(DeskReply.Done.class);
      desk.await("r1", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void isGivenOnlyForThoseWhoMayAnswerAndWhileAnAnswerIsAwaited() {
    GateSettings settings =
        GateSettings.of(Mode.ENFORCE)
            .with(
                new GateSettings.Asking(
                    Set.of(),
                    Requests.ask(Duration.ofMinutes(10), null),
                    Map.of("on-call", Set.of("anna")),
                    List.of(),
                    (calendar, at) -> true));
    try (Desk desk = Desk.open(temp, settings, new ManualClock(), isolate)) {
      desk.desk.request(
          Requests.asking(
              "r1", ApprovalAsk.of(List.of("on-call"), Duration.ofMinutes(10), List.of())));
      assertThat(desk.desk.link("r1", "mallory", "person:op", Duration.ofMinutes(1)))
          .isInstanceOfSatisfying(
              LinkReply.Refused.class,
              refused -> assertThat(refused.refusal().cause()).isEqualTo(Cause.NOT_ENTITLED));
      AnswerLink link = link(desk, "r1", "anna", Duration.ofMinutes(5));
      desk.desk.deny("r1", "anna", "");
      refused(desk.desk.answer(link, Word.APPROVE, ""), Cause.WRONG_STATE, "decided by anna");
      assertThat(desk.desk.link("r1", "anna", "person:op", Duration.ofMinutes(1)))
          .isInstanceOf(LinkReply.Refused.class);
    }
  }

  @Test
  void staysUsedThroughARestart() {
    AnswerLink link;
    ManualClock clock = new ManualClock();
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.desk.request(askingTwo("r1"));
      link = link(desk, "r1", "anna", Duration.ofMinutes(5));
      desk.desk.answer(link, Word.APPROVE, "");
    }
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      refused(desk.desk.answer(link, Word.DENY, ""), Cause.LINK_OVER, "used already");
    }
  }

  @Test
  void twoPeopleWhoFollowTheirLinksAtOnceExecuteItOnce() throws Exception {
    try (Desk desk = Desk.open(temp, isolate);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        String id = "r" + round;
        desk.desk.request(
            Requests.of(
                id,
                "night-isolate",
                "fake:isolate",
                new PodTarget("shop", "p" + round, "uid-" + round),
                null,
                Requests.ask(Duration.ofMinutes(10), null)));
        CyclicBarrier together = new CyclicBarrier(2);
        List<Callable<DeskReply>> answers = new ArrayList<>();
        for (String who : List.of("anna", "ben")) {
          AnswerLink link = link(desk, id, who, Duration.ofMinutes(5));
          answers.add(
              () -> {
                together.await();
                return desk.desk.answer(link, Word.APPROVE, "");
              });
        }
        int done = 0;
        for (Future<DeskReply> reply : threads.invokeAll(answers)) {
          done += reply.get() instanceof DeskReply.Done ? 1 : 0;
        }
        assertThat(done).isOne();
        desk.await(id, ResponseState.SUCCEEDED);
        assertThat(isolate.executed).hasSize(round + 1);
      }
    }
  }
}
