package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.kubernetes.DrainNode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A drain of one node with one pod, on every fault of the API server: it goes on where one request
 * fails, and what it could not do is told.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainFaultsTest {

  private static final int CORDON = 1;
  private static final int EVICTION = 2;
  private static final ActionScenario SCENARIO =
      new ActionScenario(
          Parameters.NONE.with("barePods", "evict").with("timeoutSeconds", "3"),
          DrainFaultsTest::nodeWithAPod);

  private Path temp = Path.of("");
  private FaultCluster cluster;

  @BeforeAll
  void start(@TempDir(factory = FolderInMemory.class) Path folder) {
    temp = folder;
    cluster = new FaultCluster();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private static NodeTarget nodeWithAPod(ActionScenario.Place place) {
    NodeTarget node = ActionScenario.node(place);
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: lone}
        spec: {nodeName: %s, containers: [{name: main, image: "app:1"}]}
        """
            .formatted(node.name()));
    return node;
  }

  @Test
  void whateverHappensToTheCordonIsToldAndComesToAnEnd() throws Exception {
    ofAllFaults(CORDON);
  }

  @Test
  void whateverHappensToTheEvictionIsToldAndComesToAnEnd() throws Exception {
    ofAllFaults(EVICTION);
  }

  private void ofAllFaults(int number) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (ExecutorService all = Executors.newCachedThreadPool()) {
      List<Future<String>> running =
          EnumSet.allOf(ApiFault.class).stream()
              .map(fault -> all.submit(() -> problem(fault, number)))
              .toList();
      for (Future<String> one : running) {
        wrong.add(one.get());
      }
    }
    assertThat(String.join("", wrong)).isEmpty();
  }

  private String problem(ApiFault fault, int number) {
    try (FaultRun run =
        new FaultRun(
            cluster,
            client -> new DrainNode(client, InstantSource.system()),
            SCENARIO,
            ApiFault.Times.LIMIT,
            temp.resolve(fault + "-" + number))) {
      cluster.spoil(run.namespace(), number, fault);
      Response response = run.execute();
      cluster.repair(run.namespace());
      if (number == CORDON && fault.failure != null && !fault.happensNonetheless()) {
        refusedWhole(run, fault, response);
      } else {
        assertThat(response.state()).as(response.reason()).isEqualTo(ResponseState.SUCCEEDED);
        told(run, response);
        assertThat(run.undo().state()).isEqualTo(ResponseState.UNDONE);
        assertThat(node(run).getSpec().getUnschedulable()).isNull();
        assertThat(node(run).getMetadata().getAnnotations()).isNullOrEmpty();
      }
      return "";
    } catch (AssertionError | RuntimeException e) {
      return fault + ": " + e.getMessage() + "\n\n";
    }
  }

  private void refusedWhole(FaultRun run, ApiFault fault, Response response) {
    assertThat(response.state()).as(response.reason()).isEqualTo(ResponseState.FAILED);
    assertThat(FaultRun.kind(response)).isEqualTo(fault.failure);
    assertThat(run.written()).isEmpty();
    assertThat(podStands(run)).isTrue();
    Response later = run.isLookedAtAgain() ? run.later(0) : response;
    assertThat(later.state()).as(later.reason()).isEqualTo(ResponseState.FAILED);
  }

  /** The pod is counted when it went, and named when it did not. */
  private void told(FaultRun run, Response response) {
    Outcome.Succeeded done = (Outcome.Succeeded) response.outcome();
    assertThat(done).isNotNull();
    assertThat(run.written().stream().filter("create pods/eviction"::equals).count())
        .as("evicted at most once")
        .isLessThanOrEqualTo(1);
    if (podStands(run)) {
      assertThat(done.changes()).contains("0 pods evicted; not drained whole");
      assertThat(done.warnings())
          .anyMatch(warning -> warning.startsWith(run.namespace() + "/lone stays: "));
    } else {
      assertThat(done.changes()).contains("1 pods evicted");
      assertThat(done.warnings()).noneMatch(warning -> warning.contains("stays: "));
    }
    assertThat(node(run).getSpec().getUnschedulable()).isTrue();
  }

  private boolean podStands(FaultRun run) {
    return cluster.client().pods().inNamespace(run.namespace()).withName("lone").get() != null;
  }

  private Node node(FaultRun run) {
    return cluster.client().nodes().withName("node-" + run.namespace()).get();
  }
}
