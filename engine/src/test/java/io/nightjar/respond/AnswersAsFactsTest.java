package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Replay;
import io.nightjar.playbook.ApprovalAnswer;
import io.nightjar.playbook.SessionFact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people answer, as playbooks see it: the same at once and after a restart. */
class AnswersAsFactsTest {
  @TempDir Path temp;

  private static List<ApprovalAnswer> replayed(Desk desk) {
    List<ApprovalAnswer> answers = new ArrayList<>();
    new Replay(desk.state.database(), Requests.TIME)
        .each(
            fact -> {
              if (fact.value() instanceof ApprovalAnswer answer) {
                answers.add(answer);
              }
            });
    return answers;
  }

  private static List<SessionFact> heard(Response response) {
    return ApprovalAnswer.of(
            response, response.state(), response.reason(), response.updatedAt(), null)
        .map(SessionFact::of)
        .stream()
        .toList();
  }

  @Test
  void aDenialSaysWhoAndWhy() {
    try (Desk desk = Desk.open(temp, new FakeAction("fake:isolate", true))) {
      desk.desk.request(Requests.asking("r1"));
      desk.desk.deny("r1", "anna", "a drill: planned");
      ApprovalAnswer answer = replayed(desk).getFirst();
      assertThat(answer.approved()).isFalse();
      assertThat(answer.by()).isEqualTo("anna");
      assertThat(answer.comment()).isEqualTo("a drill: planned");
      assertThat(answer.getPodUid()).isEqualTo("uid-1");
      assertThat(heard(desk.now("r1"))).containsExactly(SessionFact.of(answer));
    }
  }

  @Test
  void anApprovalIsTheSameAfterItsResponseHasGoneOn() {
    try (Desk desk = Desk.open(temp, new FakeAction("fake:isolate", true))) {
      desk.desk.request(Requests.asking("r1"));
      desk.desk.approve("r1", "anna", "");
      desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(replayed(desk))
          .singleElement()
          .satisfies(
              answer -> {
                assertThat(answer.approved()).isTrue();
                assertThat(answer.by()).isEqualTo("anna");
                assertThat(answer.comment()).isEmpty();
              });
      assertThat(heard(desk.now("r1"))).isEmpty();
    }
  }

  @Test
  void whatNobodyAnsweredIsNoAnswer() {
    try (Desk desk = Desk.open(temp, new FakeAction("fake:isolate", true))) {
      desk.desk.request(Requests.asking("r1"));
      desk.advance(Duration.ofHours(1));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
      assertThat(replayed(desk)).isEmpty();
    }
  }
}
