package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AftercareTest {
  private static final Standing REVERTED =
      new Standing.Reverted(List.of("/spec/replicas: left 0, now 3"), "argocd-controller");

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final FakeAction kill = new FakeAction("fake:kill", false);
  private final FakeAction broken =
      new FakeAction("fake:broken", true) {
        @Override
        public Standing standing(ActionRequest request, JsonNode beforeState) {
          throw new IllegalStateException("403");
        }
      };
  private final ManualClock clock = new ManualClock();

  @Test
  void whatOthersTookBackIsToldOnceAndNotDoneAgain() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      isolate.standing = REVERTED;
      desk.desk.lookAfter();
      assertThat(desk.now("r1").state())
          .as("one look may meet a change half done")
          .isEqualTo(ResponseState.SUCCEEDED);
      desk.desk.lookAfter();
      desk.desk.lookAfter();

      Response reverted = desk.now("r1");
      assertThat(reverted.state()).isEqualTo(ResponseState.REVERTED_BY_OTHERS);
      assertThat(reverted.reason())
          .isEqualTo("last written by argocd-controller: /spec/replicas: left 0, now 3");
      await().until(() -> desk.heard.changes.contains("r1 SUCCEEDED REVERTED_BY_OTHERS"));
      assertThat(desk.heard.changes).doesNotHaveDuplicates();
      assertThat(isolate.executed).hasSize(1);
    }
  }

  @Test
  void aLookThatFindsItInPlaceClearsTheSuspicion() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      for (Standing standing :
          List.of(REVERTED, new Standing.Holds(), REVERTED, new Standing.Holds())) {
        isolate.standing = standing;
        desk.desk.lookAfter();
      }
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
    }
  }

  @Test
  void afterThatPeopleAreAskedInsteadOfFightingBack() {
    GateSettings settings = GateSettings.of(Mode.ENFORCE).coolingDown(Duration.ofMinutes(10));
    try (Desk desk = Desk.open(temp, settings, clock, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      isolate.standing = REVERTED;
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      Response again = desk.desk.request(Requests.isolate("r2"));
      assertThat(again.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(again.reason()).contains("the same was taken back");
    }
  }

  @Test
  void anUndoThatWasDueIsDueNoMore() {
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.desk.request(
          Requests.of("r1", "p", "fake:isolate", Requests.POD, Duration.ofHours(8), null));
      desk.succeeded("r1");
      isolate.standing = REVERTED;
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      desk.advance(Duration.ofHours(9));
      assertThat(isolate.undone).isEmpty();
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.REVERTED_BY_OTHERS);
    }
  }

  @Test
  void whatAnEarlierRunDidIsLookedAfterToo() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
    }
    isolate.standing = REVERTED;
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.REVERTED_BY_OTHERS);
    }
  }

  @Test
  void whatCannotBeToldOrUndoneStaysAsItIs() {
    try (Desk desk = Desk.open(temp, isolate, kill)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.desk.request(Requests.of("r2", "p", "fake:kill", Requests.POD, null, null));
      desk.succeeded("r1");
      desk.succeeded("r2");
      isolate.standing = new Standing.Unknown("gone");
      kill.standing = REVERTED;
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(desk.now("r2").state()).isEqualTo(ResponseState.SUCCEEDED);
    }
  }

  @Test
  void oneThatCannotBeReadKeepsNoOtherWaiting() {
    try (Desk desk = Desk.open(temp, isolate, broken)) {
      for (int i = 1; i <= 4; i++) {
        PodTarget pod = new PodTarget("shop", "b" + i, "uid-b" + i);
        desk.desk.request(Requests.of("b" + i, "p", "fake:broken", pod, null, null));
        desk.succeeded("b" + i);
      }
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      isolate.standing = REVERTED;
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.REVERTED_BY_OTHERS);
    }
  }

  @Test
  void podsThatComeUpAreNotedInTheTrail() {
    try (Desk desk = Desk.open(temp, isolate)) {
      isolate.progress = under("1 of 3 pods are of the present template");
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      desk.desk.lookAfter();
      assertThat(desk.kinds("r1")).doesNotContain("response.pods-ready");
      isolate.progress = Optional.of(new Progress(Progress.State.READY, "3 of 3 pods are ready"));
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      assertThat(desk.kinds("r1")).containsOnlyOnce("response.pods-ready");
      assertThat(desk.now("r1").reason()).endsWith("; 3 of 3 pods are ready");
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(desk.heard.troubles).isEmpty();
    }
  }

  @Test
  void podsThatDoNotComeUpInTimeAreToldOfOnce() {
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      isolate.progress = under("1 of 3 pods are of the present template, 2 are ready");
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      desk.desk.lookAfter();
      assertThat(desk.heard.troubles).isEmpty();
      desk.advance(Duration.ofMinutes(3));
      desk.desk.lookAfter();
      desk.desk.lookAfter();
      await().until(() -> !desk.heard.troubles.isEmpty());
      assertThat(desk.heard.troubles)
          .containsExactly(
              "r1 new pods do not become ready: 1 of 3 pods are of the present template, 2 are"
                  + " ready");
      assertThat(desk.kinds("r1")).containsOnlyOnce("response.pods-not-ready");
    }
  }

  @Test
  void aRolloutThatTheClusterGaveUpIsToldAtOnce() {
    try (Desk desk = Desk.open(temp, isolate)) {
      isolate.progress = Optional.of(new Progress(Progress.State.STUCK, "0 of 1"));
      desk.desk.request(Requests.isolate("r1"));
      desk.succeeded("r1");
      desk.desk.lookAfter();
      await().until(() -> desk.heard.troubles.size() == 1);
    }
  }

  private static Optional<Progress> under(String words) {
    return Optional.of(new Progress(Progress.State.UNDER_WAY, words));
  }
}
