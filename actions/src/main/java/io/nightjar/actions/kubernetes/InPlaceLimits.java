package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Limits the running pods of a workload through their {@code resize} subresource (Kubernetes 1.33
 * and later), without a restart: all of them or none.
 *
 * @param planner what becomes of a pod
 */
record InPlaceLimits(ClusterObjects cluster, Function<ObjectNode, EditPlan> planner) {
  static final List<Permission> PERMISSIONS =
      List.of(
          new Permission("", "pods", List.of("get", "list", "patch")),
          new Permission("", "pods/resize", List.of("patch")),
          new Permission("apps", "replicasets", List.of("list")));

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final String RESIZE = "resize";

  /** What the undo needs. */
  record State(List<Resized> pods) {
    State {
      pods = List.copyOf(pods);
    }

    static boolean is(JsonNode json) {
      return json.path("pods").isArray();
    }

    static State of(JsonNode json) {
      return JSON.convertValue(json, State.class);
    }

    JsonNode json() {
      return JSON.valueToTree(this);
    }
  }

  /**
   * One pod that was limited.
   *
   * @param edit the {@link EditState} of the change
   */
  record Resized(String namespace, String name, String uid, JsonNode edit) {
    static Resized of(ObjectNode pod) {
      JsonNode metadata = pod.path("metadata");
      return new Resized(
          metadata.path("namespace").asText(),
          metadata.path("name").asText(),
          metadata.path("uid").asText(),
          NullNode.getInstance());
    }

    PodTarget target() {
      return new PodTarget(namespace, name, uid);
    }
  }

  /** One failure of the kind {@code UNSUPPORTED} or {@code REFUSED}: then nothing was changed. */
  Outcome execute(ActionRequest request, ObjectNode workload) {
    if (!cluster.hasSubresource("pods/" + RESIZE)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          "the cluster cannot resize running pods: that came with Kubernetes 1.33");
    }
    List<ObjectNode> pods = WorkloadPods.of(cluster, workload);
    if (pods.isEmpty()) {
      return new Outcome.Failed(Kind.UNSUPPORTED, "it has no running pod");
    }
    List<EditGroup.Change<Resized>> earlier = changes(left(request, pods));
    List<EditGroup.Member<Resized>> members =
        pods.stream().map(pod -> member(Resized.of(pod))).toList();
    List<EditPlan> plans = pods.stream().map(planner).toList();
    for (EditPlan plan : plans) {
      if (plan instanceof EditPlan.Impossible not) {
        return new Outcome.Failed(not.kind(), not.cause());
      }
    }
    if (plans.stream().allMatch(EditPlan.Nothing.class::isInstance)) {
      return new Outcome.NothingToDo("the limits of its running pods are that low already");
    }
    return switch (new EditGroup(request, "limited").apply(members, earlier)) {
      case EditGroup.Result.NotMade<Resized> not -> not.failure();
      case EditGroup.Result.Made<Resized> made ->
          new Outcome.Succeeded(
              made.changes(),
              new State(made.done().stream().map(InPlaceLimits::done).toList()).json(),
              warnings(made.warnings()));
    };
  }

  private static Resized done(EditGroup.Change<Resized> one) {
    Resized key = one.member().key();
    return new Resized(key.namespace(), key.name(), key.uid(), one.state());
  }

  private static List<String> warnings(List<String> more) {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "the running pods are limited, none is restarted; pods that start from now on are not:"
            + " how=template limits those, and replaces these");
    warnings.addAll(more);
    return warnings;
  }

  /** A pod that is gone needs nothing: what runs in its place was never limited. */
  UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    State state = State.of(beforeState);
    return ConflictRetry.undo(
        () -> {
          List<Resized> there = state.pods().stream().filter(this::isThere).toList();
          return there.isEmpty()
              ? new UndoOutcome.Undone(List.of("the pods that were limited are gone"))
              : new EditGroup(request, "limited")
                  .undo(
                      changes(there),
                      one -> one.target().describe() + " may take what it could before");
        });
  }

  private boolean isThere(Resized one) {
    return cluster.find(Pod.class, one.namespace(), one.name(), one.uid())
        instanceof Lookup.Found<Pod>;
  }

  /** Only a whole one. */
  Optional<Outcome.Succeeded> recover(ActionRequest request, ObjectNode workload) {
    List<ObjectNode> pods = WorkloadPods.of(cluster, workload);
    List<Resized> left = left(request, pods);
    boolean whole = pods.stream().noneMatch(pod -> planner.apply(pod) instanceof EditPlan.Edit);
    return left.isEmpty() || !whole
        ? Optional.empty()
        : Optional.of(
            new Outcome.Succeeded(
                left.stream()
                    .map(one -> one.target().describe() + " was limited by an earlier run")
                    .toList(),
                new State(left).json(),
                warnings(List.of())));
  }

  Standing standing(JsonNode beforeState) {
    List<String> difference = new ArrayList<>();
    String by = "";
    for (Resized one : State.of(beforeState).pods()) {
      if (editor(one).standing(one.edit(), planner) instanceof Standing.Reverted reverted) {
        reverted
            .difference()
            .forEach(line -> difference.add(one.target().describe() + ": " + line));
        by = reverted.by();
      }
    }
    return difference.isEmpty() ? new Standing.Holds() : new Standing.Reverted(difference, by);
  }

  /** Whether the node has put into force what was asked for; empty when this response did not. */
  Optional<Progress> progress(ActionRequest request, ObjectNode workload) {
    List<ObjectNode> own =
        WorkloadPods.of(cluster, workload).stream()
            .filter(pod -> editor(Resized.of(pod)).recover(request).isPresent())
            .toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    long done = own.stream().filter(ResizeStatus::isInForce).count();
    List<String> stuck = own.stream().flatMap(pod -> ResizeStatus.whyNot(pod).stream()).toList();
    String words = done + " of " + own.size() + " pods run with the new limits";
    return Optional.of(
        done == own.size()
            ? new Progress(Progress.State.READY, words)
            : stuck.isEmpty()
                ? new Progress(Progress.State.UNDER_WAY, words)
                : new Progress(Progress.State.STUCK, words + ": " + Words.some(stuck, 3)));
  }

  private List<Resized> left(ActionRequest request, List<ObjectNode> pods) {
    List<Resized> left = new ArrayList<>();
    for (ObjectNode pod : pods) {
      Resized one = Resized.of(pod);
      editor(one)
          .recover(request)
          .ifPresent(
              earlier ->
                  left.add(
                      new Resized(one.namespace(), one.name(), one.uid(), earlier.beforeState())));
    }
    return left;
  }

  private List<EditGroup.Change<Resized>> changes(List<Resized> made) {
    return made.stream().map(one -> new EditGroup.Change<>(member(one), one.edit())).toList();
  }

  private EditGroup.Member<Resized> member(Resized one) {
    String name = one.target().describe();
    return new EditGroup.Member<>(
        one,
        name,
        editor(one),
        pod -> {
          EditPlan plan = planner.apply(pod);
          return plan instanceof EditPlan.Edit edit ? edit.of(name) : plan;
        },
        ResizePlan::restore);
  }

  private ObjectEditor<Pod> editor(Resized one) {
    return new ObjectEditor<>(
        cluster,
        new Edited<>(one.target(), Pod.class, one.namespace(), one.name(), one.uid()),
        Marks.LIMITED,
        new Edited.Watched("/spec/containers/resources", ResizePlan::resources),
        RESIZE);
  }
}
