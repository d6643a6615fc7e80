package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.kubernetes.Owners.Owner;
import io.nightjar.actions.kubernetes.PausedOwners.Paused;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code kubernetes:pause-owner}: tells what manages a workload from outside to leave it, so that a
 * containment is not put back; all of them or none, and the workload itself is not touched.
 *
 * <p>The undo needs no workload: what was paused goes on whatever has become of it.
 */
public final class PauseOwner implements Action {
  public static final String ID = "kubernetes:pause-owner";

  private static final String OWNERS = "owners";
  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Pause what would put the workload back: Argo CD, Flux, KEDA, a HorizontalPodAutoscaler",
          WorkloadTarget.class,
          Map.of(OWNERS, "only these: " + String.join(", ", OwnerKind.tools())),
          true,
          false,
          true,
          Stream.concat(
                  WorkloadKind.permissions(EnumSet.allOf(WorkloadKind.class)).stream()
                      .map(one -> new Permission(one.apiGroup(), one.resource(), List.of("get"))),
                  OwnerKind.permissions().stream())
              .toList(),
          "");

  private final ClusterObjects cluster;

  public PauseOwner(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    Optional<WorkloadKind> kind = kind(request);
    if (!(request.target() instanceof WorkloadTarget target) || kind.isEmpty()) {
      return WrongTarget.kind(ID, request.target());
    }
    for (String wanted : request.parameters().list(OWNERS)) {
      if (!OwnerKind.tools().contains(wanted)) {
        return new Outcome.Failed(
            Kind.UNSUPPORTED, "owners cannot be \"" + DisplayText.of(wanted) + "\"");
      }
    }
    return ConflictRetry.execute(() -> attempt(request, target, kind.get().type()));
  }

  private <T extends HasMetadata> Outcome attempt(
      ActionRequest request, WorkloadTarget target, Class<T> type) {
    return switch (cluster.find(type, target.namespace(), target.name(), target.uid())) {
      case Lookup.Gone<T> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
      case Lookup.Another<T> other -> WrongTarget.uid(target, target.uid(), other.uid());
      case Lookup.Found<T> found -> pause(request, target, cluster.json(found.object()));
    };
  }

  private Outcome pause(ActionRequest request, WorkloadTarget target, ObjectNode workload) {
    Owners.All owners = wanted(request, target, workload);
    List<Owner> running =
        owners.found().stream()
            .filter(one -> one.kind().plan(one.json()) instanceof EditPlan.Edit)
            .toList();
    if (running.isEmpty()) {
      return new Outcome.NothingToDo(whyNothing(target, owners));
    }
    List<EditGroup.Member<Paused>> members =
        running.stream().map(one -> member(meant(one), one.kind())).toList();
    return switch (group(request).apply(members, changes(left(request, owners)))) {
      case EditGroup.Result.NotMade<Paused> not -> not.failure();
      case EditGroup.Result.Made<Paused> made ->
          new Outcome.Succeeded(
              made.changes(),
              new PausedOwners(
                      made.done().stream()
                          .map(one -> one.member().key().with(one.state()))
                          .toList())
                  .json(),
              warnings(running, owners, made.warnings()));
    };
  }

  private Owners.All wanted(ActionRequest request, WorkloadTarget target, ObjectNode workload) {
    Owners.All all = Owners.of(cluster, target, workload);
    List<String> tools = request.parameters().list(OWNERS);
    return new Owners.All(
        all.found().stream()
            .filter(one -> tools.isEmpty() || tools.contains(one.kind().tool()))
            .toList(),
        all.doubts());
  }

  private static String whyNothing(WorkloadTarget target, Owners.All owners) {
    List<String> why = new ArrayList<>();
    for (Owner one : owners.found()) {
      if (one.kind().plan(one.json()) instanceof EditPlan.Nothing nothing) {
        why.add(meant(one).describe() + ": " + nothing.why() + " already");
      }
    }
    if (why.isEmpty()) {
      why.add("nothing that can be paused manages " + target.describe());
    }
    why.addAll(owners.doubts());
    return String.join("; ", why);
  }

  private static List<String> warnings(List<Owner> running, Owners.All owners, List<String> more) {
    List<String> warnings = new ArrayList<>(owners.doubts());
    warnings.addAll(more);
    if (running.stream().anyMatch(one -> one.kind().managesMore())) {
      warnings.add("whatever else it manages is not updated either until this is undone");
    }
    return warnings;
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof WorkloadTarget)) {
      return WrongTarget.undoKind(ID, request.target());
    }
    List<Paused> paused = PausedOwners.of(beforeState).owners();
    return ConflictRetry.undo(
        () -> {
          List<Paused> there = paused.stream().filter(this::isThere).toList();
          // one that is gone needs nothing; that all are gone is said as every undo says it
          return group(request)
              .undo(changes(there.isEmpty() ? paused : there), one -> one.describe() + " goes on");
        });
  }

  private boolean isThere(Paused one) {
    return OwnerKind.of(one.kind())
        .filter(
            kind ->
                cluster.find(kind.type(), one.namespace(), one.name(), one.uid())
                    instanceof Lookup.Found<?>)
        .isPresent();
  }

  /** Only a whole one: a workload that something still puts back is not left alone. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    Optional<WorkloadKind> kind = kind(request);
    if (!(request.target() instanceof WorkloadTarget target) || kind.isEmpty()) {
      return Optional.empty();
    }
    Optional<ObjectNode> workload =
        cluster
            .get(kind.get().type(), target.namespace(), target.name())
            .map(cluster::json)
            .filter(one -> one.at("/metadata/uid").asText().equals(target.uid()));
    if (workload.isEmpty()) {
      return Optional.empty();
    }
    Owners.All owners = wanted(request, target, workload.get());
    List<Paused> left = left(request, owners);
    boolean whole =
        owners.found().stream()
            .noneMatch(one -> one.kind().plan(one.json()) instanceof EditPlan.Edit);
    return left.isEmpty() || !whole
        ? Optional.empty()
        : Optional.of(
            new Outcome.Succeeded(
                left.stream()
                    .map(one -> one.describe() + " was paused by an earlier run of this response")
                    .toList(),
                new PausedOwners(left).json(),
                owners.doubts()));
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    List<String> difference = new ArrayList<>();
    String by = "";
    for (Paused one : PausedOwners.of(beforeState).owners()) {
      Optional<OwnerKind> kind = OwnerKind.of(one.kind());
      if (kind.isPresent()
          && editor(one, kind.get()).standing(one.edit(), kind.get()::plan)
              instanceof Standing.Reverted reverted) {
        reverted.difference().forEach(line -> difference.add(one.describe() + ": " + line));
        by = reverted.by();
      }
    }
    return difference.isEmpty() ? new Standing.Holds() : new Standing.Reverted(difference, by);
  }

  private static Optional<WorkloadKind> kind(ActionRequest request) {
    return request.target() instanceof WorkloadTarget target
        ? WorkloadKind.of(target.kind())
        : Optional.empty();
  }

  private static EditGroup group(ActionRequest request) {
    return new EditGroup(request, "paused");
  }

  private static Paused meant(Owner owner) {
    return new Paused(
        owner.kind().kind(), owner.namespace(), owner.name(), owner.uid(), NullNode.getInstance());
  }

  /** What runs of this response have paused, by the marks on the owners. */
  private List<Paused> left(ActionRequest request, Owners.All owners) {
    List<Paused> left = new ArrayList<>();
    for (Owner owner : owners.found()) {
      Paused one = meant(owner);
      editor(one, owner.kind())
          .recover(request)
          .ifPresent(earlier -> left.add(one.with(earlier.beforeState())));
    }
    return left;
  }

  private List<EditGroup.Change<Paused>> changes(List<Paused> made) {
    return made.stream()
        .flatMap(
            one ->
                OwnerKind.of(one.kind())
                    .map(kind -> new EditGroup.Change<>(member(one, kind), one.edit()))
                    .stream())
        .toList();
  }

  private EditGroup.Member<Paused> member(Paused one, OwnerKind kind) {
    return new EditGroup.Member<>(
        one,
        one.describe(),
        editor(one, kind),
        json ->
            kind.plan(json) instanceof EditPlan.Edit edit
                ? edit.of(one.describe())
                : kind.plan(json),
        kind::restore);
  }

  private ObjectEditor<?> editor(Paused one, OwnerKind kind) {
    return new ObjectEditor<>(
        cluster,
        new Edited<>(
            new WorkloadTarget(one.kind(), one.namespace(), one.name(), one.uid()),
            kind.type(),
            one.namespace(),
            one.name(),
            one.uid()),
        Marks.OWNER_PAUSED,
        kind.watched());
  }
}
