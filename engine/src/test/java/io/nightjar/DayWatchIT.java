package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same attacks by day: a person is asked. Needs root, BTF, the built driver and runc. */
class DayWatchIT {

  private static final String ISOLATE = "kubernetes:isolate-pod";
  private static final String QUARANTINE = "nightjar.io/quarantine";

  @TempDir Path state;

  @BeforeAll
  static void require() throws Exception {
    Watch.requireKernelAndContainers();
  }

  @Test
  void approvingActsAndDenyingDoesNot() throws Exception {
    try (Watch watch = Watch.at(Watch.DAY, state, null)) {
      watch.attack("shell-in-container", "--workload", "shop/checkout");
      Response first = watch.awaitResponse(ISOLATE, ResponseState.AWAITING_APPROVAL);
      assertThat(isQuarantined(watch, first)).isFalse();

      watch.nightjar().desk().approve(first.id(), "kim", "not me");
      Response done = watch.awaitResponse(ISOLATE, ResponseState.SUCCEEDED);
      assertThat(done.id()).isEqualTo(first.id());
      assertThat(isQuarantined(watch, done)).isTrue();

      watch.attack("shell-in-container", "--workload", "shop/cart");
      Response second = watch.awaitResponse(ISOLATE, ResponseState.AWAITING_APPROVAL);
      DeskReply reply = watch.nightjar().desk().deny(second.id(), "kim", "that was lee");
      assertThat(reply).isInstanceOf(DeskReply.Done.class);
      assertThat(watch.awaitResponse(ISOLATE, ResponseState.REJECTED).id()).isEqualTo(second.id());
      assertThat(isQuarantined(watch, second)).isFalse();
      assertThat(watch.nightjar().desk().approve(second.id(), "lee", "too late"))
          .isInstanceOf(DeskReply.Refused.class);
    }
  }

  @Test
  void unansweredItEscalatesAndThenExpires() throws Exception {
    Path playbooks = Files.createDirectories(state.resolve("playbooks/shell"));
    Files.writeString(
        playbooks.resolve("playbook.drl"),
        """
        rule "ask in a hurry"
        when
          $d : Detection( rule == "Terminal shell in container" )
        then
          respond.to($d).isolatePod()
              .because("terminal shell in {namespace}/{pod}")
              .needsApproval("4s").byGroup("oncall").escalateAfter("1s", "oncall-lead");
        end
        """);
    Files.writeString(
        playbooks.resolve("playbook.yaml"),
        """
        title: A hurried question
        why: The test cannot wait ten minutes.
        owner: test
        mayAsk: [kubernetes:isolate-pod]
        """);
    try (Watch watch = Watch.at(Watch.DAY, state.resolve("state"), playbooks.getParent())) {
      watch.attack("shell-in-container", "--workload", "shop/checkout");

      Response expired = watch.awaitResponse(ISOLATE, ResponseState.EXPIRED);

      assertThat(watch.nightjar().desk().history(expired.id()))
          .filteredOn(leaf -> leaf.toString().contains("escalated"))
          .hasSize(1);
      assertThat(isQuarantined(watch, expired)).isFalse();
    }
  }

  private static boolean isQuarantined(Watch watch, Response response) {
    PodTarget target = (PodTarget) response.request().target();
    return watch
        .pod(target.namespace(), target.name())
        .getMetadata()
        .getLabels()
        .containsKey(QUARANTINE);
  }
}
