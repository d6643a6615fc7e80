package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kubernetes:drain-node}: cordons the node and evicts its pods, as their disruption budgets
 * allow, within a bounded time. A run that was cut off goes on where it was; the undo uncordons.
 */
public final class DrainNode implements Action {
  public static final String ID = "kubernetes:drain-node";

  static final String TIMEOUT_SECONDS = "timeoutSeconds";
  static final String BARE_PODS = "barePods";

  private static final Duration USUAL = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** For the cordon, the reading back and one slow answer. */
  private static final Duration BESIDE = Duration.ofSeconds(30);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Drain the node: cordon it, then evict its pods as their disruption budgets allow",
          NodeTarget.class,
          Map.of(
              TIMEOUT_SECONDS,
              "give up after so long, 300 without it; at most 3600",
              PodRemoval.GRACE_SECONDS,
              "seconds that the processes get to end; each pod's own time without it",
              BARE_PODS,
              "evict, to take pods along that nothing replaces; they stay without it"),
          true,
          true,
          false,
          List.of(
              new Permission("", "nodes", List.of("get", "patch")),
              new Permission("", "pods", List.of("list")),
              new Permission("", "pods/eviction", List.of("create"))),
          "");

  private final ClusterObjects cluster;
  private final InstantSource clock;
  private final Pause pause;

  /** Waits between two looks at a node. */
  @FunctionalInterface
  interface Pause {
    void pause() throws InterruptedException;
  }

  public DrainNode(KubernetesClient client, InstantSource clock) {
    this(client, clock, () -> Thread.sleep(Duration.ofSeconds(2)));
  }

  DrainNode(KubernetesClient client, InstantSource clock, Pause pause) {
    this.cluster = new ClusterObjects(client);
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Optional<Duration> timeLimit(ActionRequest request) {
    return seconds(request.parameters(), TIMEOUT_SECONDS, LONGEST)
        .or(() -> Optional.of(USUAL))
        .map(BESIDE::plus);
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof NodeTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    String strange = strange(request.parameters());
    if (!strange.isEmpty()) {
      return new Outcome.Failed(Kind.UNSUPPORTED, strange);
    }
    return ConflictRetry.execute(() -> attempt(request, target));
  }

  private Outcome attempt(ActionRequest request, NodeTarget target) {
    NodePods pods = new NodePods(cluster, target, request.parameters());
    Optional<Outcome.Succeeded> before =
        Cordon.editor(cluster, target, Marks.DRAINED).recover(request);
    boolean nothingLeft = pods.look().toGo().isEmpty();
    Outcome cordoned =
        before.isPresent()
            ? before.get()
            : Cordon.editor(cluster, target, Marks.DRAINED)
                .execute(
                    request,
                    node ->
                        Cordon.isOn(node) && nothingLeft
                            ? new EditPlan.Nothing(target.describe() + " is drained already")
                            : Cordon.edit(node));
    if (!(cordoned instanceof Outcome.Succeeded held)) {
      return cordoned;
    }
    if (before.isPresent() && nothingLeft) {
      return new Outcome.NothingToDo(target.describe() + " is drained already");
    }
    if (request.dryRun()) {
      return told(held, pods.tried());
    }
    Duration time = seconds(request.parameters(), TIMEOUT_SECONDS, LONGEST).orElse(USUAL);
    return told(held, new Drain(pods, pause, clock).until(clock.instant().plus(time)));
  }

  private static Outcome.Succeeded told(Outcome.Succeeded cordoned, Drain.Result result) {
    List<String> changes = new ArrayList<>(cordoned.changes());
    changes.addAll(result.changes());
    List<String> warnings = new ArrayList<>(cordoned.warnings());
    warnings.addAll(result.warnings());
    return new Outcome.Succeeded(changes, cordoned.beforeState(), warnings);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof NodeTarget target
        ? Cordon.editor(cluster, target, Marks.DRAINED)
            .undo(
                request,
                beforeState,
                (patch, before) -> {
                  Cordon.restore(patch, before);
                  patch.remove("metadata", "annotations", Marks.DRAIN_PROGRESS);
                })
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof NodeTarget target
        ? Cordon.editor(cluster, target, Marks.DRAINED)
            .recover(request)
            .map(
                cordoned ->
                    told(cordoned, new NodePods(cluster, target, request.parameters()).standing()))
        : Optional.empty();
  }

  private static String strange(Parameters parameters) {
    for (String name : new String[] {TIMEOUT_SECONDS, PodRemoval.GRACE_SECONDS}) {
      if (!parameters.list(name).isEmpty() && seconds(parameters, name, LONGEST).isEmpty()) {
        return name + " is a number of seconds from 0 to " + LONGEST.toSeconds();
      }
    }
    String bare = parameters.text(BARE_PODS, "stay");
    return bare.equals("stay") || bare.equals("evict") ? "" : BARE_PODS + " is evict or stay";
  }

  static Optional<Duration> seconds(Parameters parameters, String name, Duration most) {
    String text = parameters.text(name, "");
    return text.matches("[0-9]{1,4}") && Long.parseLong(text) <= most.toSeconds()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }
}
