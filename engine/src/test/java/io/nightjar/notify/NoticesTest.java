package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.SampleResponses;
import io.nightjar.actions.Outcome;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticesTest {

  private final Notices notices = new Notices(ZoneId.of("Europe/Berlin"));

  @Test
  void lostAlertsAreToldWithTheirPlaceAndReason() {
    Notice notice =
        new Notices(ZoneId.of("UTC"))
            .alertsLost(7, "alerts http 7 (it answered 401)", SampleResponses.THREE);
    assertThat(notice.kind()).isEqualTo(Notice.Kind.ALERTS_LOST);
    assertThat(notice.happened()).isEqualTo("7 alerts were lost: alerts http 7 (it answered 401)");
    assertThat(notice.command()).isEqualTo("./nightjar status");
  }

  @Test
  void asksWithTheCommandToTypeAndTheTimeItExpires() {
    Notice notice = notices.of(SampleResponses.waiting()).orElseThrow();
    assertThat(notice.kind()).isEqualTo(Notice.Kind.AWAITING_APPROVAL);
    assertThat(notice.happened())
        .isEqualTo("a terminal shell was opened in checkout-7d4b9 (pod shop/checkout-7d4b9)");
    assertThat(notice.done()).isEqualTo("nothing yet: it is day, so a person is asked");
    assertThat(notice.asked())
        .isEqualTo(
            "approve or deny kubernetes:isolate-pod on pod shop/checkout-7d4b9 before 03:30:00"
                + " CET");
    assertThat(notice.command()).isEqualTo("./nightjar responses approve r-77ab00c1d2e3");
  }

  @Test
  void saysWhatWasDoneHowFastAndWhatIsIncomplete() {
    Notice notice = notices.of(SampleResponses.succeeded()).orElseThrow();
    assertThat(notice.done())
        .isEqualTo(
            "pod labelled nightjar.io/quarantine; NetworkPolicy created (41 ms after the system"
                + " call)");
    assertThat(notice.asked()).isEqualTo("policy allow-dns still selects the pod");
    assertThat(notice.command()).isEqualTo("./nightjar responses undo r-5f3c9a1b2c3d");
  }

  @Test
  void offersNoUndoOfWhatCannotBeUndone() {
    Response killed =
        SampleResponses.response(
            SampleResponses.request("r-1", null),
            ResponseState.SUCCEEDED,
            "done",
            null,
            new Outcome.Succeeded(List.of("killed 7 (x)"), NullNode.getInstance(), List.of()),
            null);
    assertThat(notices.of(killed).orElseThrow().command())
        .isEqualTo("./nightjar responses why r-1");
  }

  @Test
  void showsTheDifferenceWhenAnUndoIsRefused() {
    Notice notice = notices.of(SampleResponses.undoRefused()).orElseThrow();
    assertThat(notice.done()).contains("the pod changed since").contains("\"y\" now");
  }

  @Test
  void saysWhyAnActionFailed() {
    Response failed =
        SampleResponses.response(
            SampleResponses.request("r-1", null),
            ResponseState.FAILED,
            "",
            null,
            new Outcome.Failed(Outcome.Failed.Kind.REFUSED, "pods is forbidden"),
            null);
    assertThat(notices.of(failed).orElseThrow().done())
        .isEqualTo("failed: refused, pods is forbidden");
  }

  @Test
  void escalatesToThoseWhoAreNamed() {
    Notice notice =
        notices.escalation(
            SampleResponses.waiting(),
            List.of("lead"),
            SampleResponses.THREE.plus(Duration.ofMinutes(10)).plusMillis(900));
    assertThat(notice.done()).isEqualTo("nothing yet: unanswered for 10m");
    assertThat(notice.asked()).startsWith("lead: approve or deny kubernetes:isolate-pod");
  }

  @ParameterizedTest
  @EnumSource(
      value = ResponseState.class,
      names = {"REQUESTED", "ALLOWED", "REJECTED", "EXECUTING", "NOTHING_TO_DO", "UNDOING"})
  void isSilentWhereNobodyNeedsToKnow(ResponseState state) {
    Response response =
        SampleResponses.response(SampleResponses.request("r-1", null), state, "", null, null, null);
    assertThat(notices.of(response)).isEmpty();
  }
}
