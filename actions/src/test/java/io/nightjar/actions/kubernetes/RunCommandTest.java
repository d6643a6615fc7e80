package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything but the WebSocket itself, which the practice cluster cannot speak. */
class RunCommandTest extends ActionContract {
  private static final List<String> LIST = List.of("/bin/ls", "-l", "a b; rm -rf /");

  private final List<String> ran = new ArrayList<>();
  private Supplier<PodExec.Result> answer = () -> result(0, true, "total 0\n");

  @Override
  TestCluster open() {
    return TestCluster.practice();
  }

  @Override
  Action action(KubernetesClient client) {
    return new RunCommand(
        client,
        (namespace, pod, container, argv, atMost) -> {
          ran.add(pod + "/" + container + " " + argv + " " + atMost.toSeconds() + "s");
          return answer.get();
        });
  }

  @BeforeEach
  void forget() {
    ran.clear();
    answer = () -> result(0, true, "total 0\n");
  }

  private static PodExec.Result result(int code, boolean ended, String text) {
    BoundedOutput out = new BoundedOutput(PodExec.KEPT_BYTES);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    return new PodExec.Result(code, ended, out.output(), new BoundedOutput(1).output());
  }

  private static Parameters list() {
    return Parameters.NONE.with(RunCommand.ARGV, LIST);
  }

  @Test
  void theArgumentsReachTheProgramAsTheyAre() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target, list());
    assertThat(ran).containsExactly("lone/main " + LIST + " 10s");
    assertThat(done.changes())
        .containsExactly(
            "ran [/bin/ls, -l, a b; rm -rf /] in container main: exit code 0",
            "output: 8 bytes, sha256"
                + " bf22d9341614e23448d92045f9ada00f2d62b00491261ec5843adca20e5a4b3a: total"
                + " 0\\u000a");
  }

  @Test
  void oneResponseRunsItOnce() {
    PodTarget target = bare("lone");
    answer =
        () -> {
          throw new KubernetesClientException("the answer was lost");
        };
    assertFailed(execute(target, list()), Kind.UNAVAILABLE);
    assertFailed(execute(target, list()), Kind.CONFLICT);
    assertThat(ran).hasSize(1);
    answer = () -> result(3, true, "");
    assertThat(succeeded(action(client()).execute(request("r-2", target, list(), false))).changes())
        .singleElement()
        .asString()
        .endsWith("exit code 3");
    assertThat(ran).hasSize(2);
  }

  @Test
  void aProgramThatDoesNotEndIsLeftAloneAndToldOf() {
    PodTarget target = bare("lone");
    answer = () -> result(-1, false, "");
    Outcome.Succeeded done = succeed(target, list().with(RunCommand.TIMEOUT_SECONDS, "2"));
    assertThat(done.changes().getFirst()).endsWith("no end in 2 s");
    assertThat(done.warnings()).contains("the program was left alone and may still run");
    assertThat(action(client()).timeLimit(request("r", target, list(), false)))
        .contains(Duration.ofSeconds(20));
  }

  @Test
  void whatCannotBeMeantIsRefusedBeforeAnythingRuns() {
    PodTarget target = bare("lone");
    for (Parameters wrong :
        List.of(
            Parameters.NONE,
            Parameters.NONE.with(RunCommand.ARGV, ""),
            Parameters.NONE.with(RunCommand.ARGV, "a\0b"),
            list().with(RunCommand.TIMEOUT_SECONDS, "9999"),
            list().with(RunCommand.CONTAINER, "nothing"))) {
      assertFailed(execute(target, wrong), Kind.UNSUPPORTED);
    }
    assertFailed(execute(new PodTarget(namespace(), "lone", "another"), list()), Kind.WRONG_TARGET);
    assertThat(execute(new PodTarget(namespace(), "gone", "u"), list()))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertThat(succeeded(action(client()).execute(request("r", target, list(), true))).changes())
        .allMatch(change -> change.startsWith("dry run: "));
    assertThat(ran).isEmpty();
    assertThat(undo(target, NullNode.getInstance())).isInstanceOf(UndoOutcome.Failed.class);
  }

  @Test
  void aFloodOfOutputIsCountedAndHashedAndNotKept() {
    BoundedOutput flood = new BoundedOutput(10);
    for (int i = 0; i < 1000; i++) {
      flood.write("0123456789".getBytes(StandardCharsets.UTF_8), 0, 10);
    }
    assertThat(flood.output().start()).isEqualTo("0123456789");
    assertThat(flood.output().bytes()).isEqualTo(10_000);
    assertThat(flood.output().sha256()).hasSize(64).isEqualTo(flood.output().sha256());
  }
}
