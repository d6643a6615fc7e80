package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ActionSettings;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.kubernetes.DebugImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every registered action, on every fault of the API server, at its first and at its last write,
 * and the same for its undo: each ends in a state that is true.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {

  /** Most of the time is spent waiting. */
  private static final int AT_A_TIME = 24;

  private Path temp = Path.of("");
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private final ExecutorService several = Executors.newCachedThreadPool();
  private final SortedMap<String, Future<List<String>>> wrong = new TreeMap<>();
  private FaultCluster cluster;
  private SortedMap<String, Action> actions;

  @BeforeAll
  void start(@TempDir(factory = FolderInMemory.class) Path folder) {
    temp = folder;
    cluster = new FaultCluster();
    actions = standard(cluster.client(), folder).byId();
    for (String id : ActionScenario.ALL.keySet()) {
      wrong.put(id, several.submit(() -> wrong(id)));
    }
  }

  @AfterAll
  void stop() {
    several.shutdownNow();
    cluster.close();
  }

  @Test
  void everyActionHasAScenario() {
    SortedSet<String> covered = new TreeSet<>(ActionScenario.ALL.keySet());
    covered.addAll(ActionScenario.ELSEWHERE.keySet());
    assertThat(covered)
        .as("a new action needs a line in ActionScenario")
        .isEqualTo(new TreeSet<>(actions.keySet()));
  }

  static Stream<String> actionIds() {
    return ActionScenario.ALL.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("actionIds")
  void everyFaultEndsInTheTruth(String actionId) throws Exception {
    Future<List<String>> found = wrong.get(actionId);
    assertThat(found).isNotNull();
    assertThat(String.join("\n\n", found.get())).isEmpty();
  }

  /** The cases that did not end in the truth, and how; all actions' cases run side by side. */
  private List<String> wrong(String actionId) throws Exception {
    Reference reference = inItsPlace(() -> reference(actionId));
    List<Case> cases = new ArrayList<>();
    for (ApiFault fault : ApiFault.values()) {
      for (int number : ends(reference.done())) {
        cases.add(new Case("execute", fault, number));
      }
      for (int number : ends(reference.undone())) {
        cases.add(new Case("undo", fault, number));
      }
    }
    List<Future<String>> running =
        cases.stream()
            .map(each -> several.submit(() -> inItsPlace(() -> problem(actionId, each, reference))))
            .toList();
    List<String> problems = new ArrayList<>();
    for (Future<String> each : running) {
      if (!each.get().isEmpty()) {
        problems.add(each.get());
      }
    }
    return problems;
  }

  private <T> T inItsPlace(Callable<T> work) throws Exception {
    places.acquire();
    try {
      return work.call();
    } finally {
      places.release();
    }
  }

  /** The first and the last, from 1. */
  private static SortedSet<Integer> ends(List<String> writes) {
    return writes.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(1, writes.size()));
  }

  private record Case(String what, ApiFault fault, int number) {

    /** How many writes take place although the call fails. */
    int writes() {
      return fault.happensNonetheless() ? number : number - 1;
    }
  }

  /** What an undisturbed run writes. */
  private record Reference(List<String> done, List<String> undone) {}

  private Reference reference(String actionId) {
    try (FaultRun run = run(actionId, "reference", ApiFault.Times.AMPLE)) {
      assertThat(run.execute().state()).isEqualTo(ResponseState.SUCCEEDED);
      List<String> done = List.copyOf(run.written());
      assertThat(done).as("it changes the cluster").isNotEmpty();
      if (!isReversible(actionId)) {
        return new Reference(done, List.of());
      }
      run.mark();
      assertThat(run.undo().state()).isEqualTo(ResponseState.UNDONE);
      return new Reference(done, List.copyOf(run.written()));
    }
  }

  private boolean isReversible(String actionId) {
    return actions.getOrDefault(actionId, new FakeAction("", false)).descriptor().reversible();
  }

  private FaultRun run(String actionId, String name, Duration limit) {
    Path state = temp.resolve(actionId.replace(':', '-') + "-" + name);
    ActionScenario scenario = ActionScenario.ALL.get(actionId);
    assertThat(scenario).isNotNull();
    return new FaultRun(
        cluster,
        client -> standard(client, state.resolve("intents")).find(actionId).orElseThrow(),
        scenario,
        limit,
        state);
  }

  private static ActionRegistry standard(KubernetesClient client, Path intents) {
    return ActionRegistry.standard(
        client,
        NodeControls.untouched().notingIn(intents),
        InstantSource.system(),
        new ActionSettings(
            Map.of(),
            ActionScenario.jobTemplates(intents.resolveSibling("jobs")),
            new DebugImage("debug:1", List.of(), List.of())));
  }

  /** Empty when all is well. */
  private String problem(String actionId, Case one, Reference reference) {
    String name = one.what() + "-" + one.fault() + "-" + one.number();
    try (FaultRun run = run(actionId, name, one.fault().limit())) {
      if (one.what().equals("execute")) {
        execute(run, one, reference);
      } else {
        assertThat(run.execute().state()).isEqualTo(ResponseState.SUCCEEDED);
        run.awaitRest();
        undo(run, one, reference);
      }
      return "";
    } catch (AssertionError | RuntimeException e) {
      return name + ": " + e.getMessage();
    }
  }

  private void execute(FaultRun run, Case one, Reference reference) {
    List<String> all = reference.done();
    cluster.spoil(run.namespace(), one.number(), one.fault());
    long begun = System.nanoTime();
    Response response = run.execute();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (one.fault().failure == null) {
      assertThat(response.state()).as(response.reason()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(run.written()).isEqualTo(all);
      if (one.fault() == ApiFault.TOO_MANY_REQUESTS_ONCE) {
        assertThat(took).as("left alone as asked").isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      }
    } else {
      assertThat(response.state()).as(response.reason()).isEqualTo(ResponseState.FAILED);
      assertThat(FaultRun.kind(response)).as(response.reason()).isEqualTo(one.fault().failure);
      assertThat(took).as("it does not wait for ever").isLessThan(Duration.ofSeconds(30));
      if (one.number() > 1 && !one.fault().happensNonetheless()) {
        assertThat(response.reason()).as("what was done is told").contains("done before that");
      }
      cluster.repair(run.namespace());
      Response later = run.isLookedAtAgain() ? run.later(one.writes()) : response;
      boolean happened = run.written().equals(all);
      assertThat(later.state())
          .as("%s, written: %s", later.reason(), run.written())
          .isEqualTo(happened ? ResponseState.SUCCEEDED : ResponseState.FAILED);
      assertThat(all.subList(0, run.written().size())).isEqualTo(run.written());
    }
    if (run.written().equals(all) && !reference.undone().isEmpty()) {
      run.mark();
      assertThat(run.undo().state()).as("it can be undone").isEqualTo(ResponseState.UNDONE);
      assertThat(run.written()).isEqualTo(reference.undone());
    }
  }

  private void undo(FaultRun run, Case one, Reference reference) {
    run.mark();
    cluster.spoil(run.namespace(), one.number(), one.fault());
    Response response = run.undo();
    if (one.fault().failure == null) {
      assertThat(response.state()).as(response.reason()).isEqualTo(ResponseState.UNDONE);
      assertThat(run.written()).isEqualTo(reference.undone());
      return;
    }
    assertThat(response.state()).as(response.reason()).isEqualTo(ResponseState.SUCCEEDED);
    assertThat(response.reason()).startsWith("still in force, the undo failed");
    if (one.number() > 1 && !one.fault().happensNonetheless()) {
      assertThat(response.reason()).as("what was undone is told").contains("done before that");
    }
    assertThat(FaultRun.kind(response)).as(response.reason()).isEqualTo(one.fault().failure);
    cluster.repair(run.namespace());
    boolean comesBackByItself = one.fault() != ApiFault.FORBIDDEN;
    Response later = comesBackByItself ? run.later(one.writes()) : run.undo();
    assertThat(later.state()).as(later.reason()).isEqualTo(ResponseState.UNDONE);
    assertThat(run.written()).as("each once").isEqualTo(reference.undone());
  }
}
