package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One response on a target of its own, from the request to its end, while the API server does what
 * it should not. Its truth is told by what the server did: a success is the writes of an
 * undisturbed run, each once; a failure is fewer.
 */
final class FaultRun implements AutoCloseable {

  private static final int TIMES = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Each look at what comes after seconds costs more than it may save. */
  private static final Duration LATER = Duration.ofMillis(120);

  /** As in production, with shorter pauses. */
  private static ResponderSettings settings(Duration limit) {
    return new ResponderSettings(
        limit, 3, Duration.ofMillis(20), 4, Duration.ofMinutes(1), Duration.ofMillis(20));
  }

  private final FaultCluster cluster;
  private final String namespace;
  private final @Nullable KubernetesClient own;
  private final Action action;
  private final Target target;
  private final ActionScenario scenario;
  private final Desk desk;
  private final String id;
  private int before;
  private int heard;

  FaultRun(
      FaultCluster cluster,
      Function<KubernetesClient, Action> action,
      ActionScenario scenario,
      Duration limit,
      Path state) {
    this.cluster = cluster;
    this.scenario = scenario;
    this.namespace = cluster.newNamespace();
    this.own = scenario.isClusterWide() ? cluster.clientOf(namespace) : null;
    this.action = action.apply(own == null ? cluster.acting() : own);
    this.id = "r-" + namespace;
    this.target = scenario.plant().in(new ActionScenario.Place(cluster.client(), namespace));
    this.desk =
        Desk.open(
            state, GateSettings.of(Mode.ENFORCE), new ManualClock(), settings(limit), this.action);
    mark();
  }

  String namespace() {
    return namespace;
  }

  /** What is written from now on counts. */
  void mark() {
    before = cluster.writes(namespace).size();
  }

  List<String> written() {
    List<String> all = cluster.writes(namespace);
    return all.subList(before, all.size());
  }

  Response execute() {
    desk.desk.request(
        new ResponseRequest(
            id,
            "p",
            "rule",
            action.descriptor().id(),
            target,
            scenario.parameters(),
            "because",
            List.of("d1"),
            Requests.TIME,
            Requests.TIME,
            null,
            null));
    return ended(
        Set.of(ResponseState.SUCCEEDED, ResponseState.NOTHING_TO_DO, ResponseState.FAILED));
  }

  /**
   * Waits until a Deployment's controller has written what the action makes it write: a conflict
   * with it would use the fault up.
   */
  void awaitRest() {
    if (target instanceof WorkloadTarget workload && workload.kind().equals("Deployment")) {
      AtomicReference<String> version = new AtomicReference<>("");
      Awaitility.await(namespace)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(150))
          .until(
              () -> {
                Deployment now =
                    cluster
                        .client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(workload.name())
                        .get();
                String read = now.getMetadata().getResourceVersion();
                return read.equals(version.getAndSet(read))
                    && now.getMetadata()
                        .getGeneration()
                        .equals(now.getStatus().getObservedGeneration());
              });
    }
  }

  /** Ends when it is undone or told why not, which leaves it in force. */
  Response undo() {
    assertThat(desk.desk.undo(id, "anna", "")).isInstanceOf(DeskReply.Done.class);
    return ended(Set.of(ResponseState.UNDONE, ResponseState.UNDO_REFUSED, ResponseState.SUCCEEDED));
  }

  private Response ended(Set<ResponseState> ends) {
    Awaitility.await(namespace)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(40))
        .until(() -> desk.heard.changes.size() > heard && ends.contains(desk.now(id).state()));
    heard = desk.heard.changes.size();
    return desk.now(id);
  }

  /**
   * After the time in which Nightjar comes back to what it could not finish.
   *
   * @param writes how many the server carries out, some after everybody has gone
   */
  Response later(int writes) {
    Response was = desk.now(id);
    try {
      Awaitility.await()
          .atMost(ApiFault.Times.TOO_LONG)
          .pollInterval(LATER)
          .until(() -> written().size() >= writes);
    } catch (ConditionTimeoutException refused) {
      // a controller was faster: the late write met another version and will not take place
    }
    desk.advance(Duration.ofMinutes(2));
    // a machine with other work may be over the time limit once more: then it comes back again
    for (int time = 0; time < TIMES && !comesBack(was); time++) {
      desk.advance(Duration.ofMinutes(20));
    }
    return desk.now(id);
  }

  private boolean comesBack(Response was) {
    try {
      Awaitility.await()
          .atMost(ApiFault.Times.LIMIT.multipliedBy(3))
          .pollInterval(LATER)
          .until(() -> hasComeBack(was));
      return true;
    } catch (ConditionTimeoutException notYet) {
      return false;
    }
  }

  private boolean hasComeBack(Response was) {
    Response now = desk.now(id);
    return now.state() != ResponseState.UNDOING
        && (now.state() != was.state() || desk.kinds(id).contains("response.looked-again"));
  }

  boolean isLookedAtAgain() {
    return desk.now(id).outcome() instanceof Outcome.Failed failed
        && failed.kind() == Outcome.Failed.Kind.UNAVAILABLE;
  }

  static Outcome.Failed.Kind kind(Response response) {
    if (response.undoOutcome() instanceof UndoOutcome.Failed failed) {
      return failed.kind();
    }
    assertThat(response.outcome()).isInstanceOf(Outcome.Failed.class);
    return response.outcome() instanceof Outcome.Failed failed
        ? failed.kind()
        : Outcome.Failed.Kind.UNSUPPORTED;
  }

  @Override
  public void close() {
    desk.close();
    if (own != null) {
      own.close();
    }
  }
}
