package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code kubernetes:isolate-pod}: cuts a pod off from the network, its Services and its controller
 * while its processes and files stay as evidence.
 *
 * <p>The policy is created before the label that it selects, so there is no moment in which the pod
 * is labelled but open; a crash in between leaves a policy that selects nothing, and the next run
 * goes on from there.
 */
public final class IsolatePod implements Action {
  public static final String ID = "kubernetes:isolate-pod";

  private static final List<String> OWN = List.of("get", "create", "delete");

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Isolate the pod: deny all traffic, take it out of its Services and controller, keep it"
              + " as evidence",
          PodTarget.class,
          AllowList.PARAMETERS,
          true,
          true,
          true,
          List.of(
              new Permission("", "pods", List.of("get", "patch")),
              new Permission("", "services", List.of("list")),
              new Permission("apps", "replicasets", List.of("get")),
              new Permission("apps", "daemonsets", List.of("get")),
              new Permission("apps", "statefulsets", List.of("get")),
              new Permission("batch", "jobs", List.of("get")),
              new Permission(
                  "networking.k8s.io",
                  "networkpolicies",
                  List.of("get", "list", "create", "delete")),
              // of those network plugins that the cluster has
              new Permission("cilium.io", "ciliumnetworkpolicies", OWN),
              new Permission("crd.projectcalico.org", "networkpolicies", OWN),
              new Permission("projectcalico.org", "networkpolicies", OWN),
              new Permission("projectcalico.org", "tier.networkpolicies", OWN),
              new Permission("projectcalico.org", "tiers", List.of("get"))),
          "D3-NI");

  private final ClusterObjects cluster;
  private final DenyForms forms;

  public IsolatePod(KubernetesClient client, InstantSource clock) {
    this.cluster = new ClusterObjects(client);
    this.forms = new DenyForms(client, clock);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    Optional<String> problem = AllowList.problem(request.parameters());
    if (problem.isPresent()) {
      return new Outcome.Failed(Kind.UNSUPPORTED, problem.get());
    }
    List<String> done = new ArrayList<>();
    return ConflictRetry.execute(
        done,
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone ->
                  new Outcome.NothingToDo(
                      target.describe()
                          + " is gone"
                          + (done.isEmpty()
                              ? ""
                              : "; done before that: " + String.join("; ", done)));
              case Lookup.Another<Pod> other -> WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found ->
                  isolate(
                      request, target, found.object(), request.dryRun() ? new ArrayList<>() : done);
            });
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.undoKind(ID, request.target());
    }
    IsolationState state = IsolationState.of(beforeState);
    Quarantine quarantine = quarantine(request, target);
    return new IsolationUndo(cluster, forms, quarantine, state, request.dryRun()).run();
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)
        || !(cluster.find(Pod.class, target.namespace(), target.name(), target.uid())
            instanceof Lookup.Found<Pod> found)
        || !isLabelled(found.object(), QuarantinePolicy.id(target.uid()))) {
      return Optional.empty();
    }
    Pod pod = found.object();
    return IsolationState.Note.of(pod)
        .filter(note -> note.response().equals(request.responseId()))
        .map(
            note ->
                new Outcome.Succeeded(
                    List.of(target.describe() + " was isolated by an earlier run of this response"),
                    state(target, pod, note.labels(), note.annotation(), List.of()).json(),
                    List.of()));
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return Standing.askedAgain(this, request, beforeState);
  }

  /**
   * @param changes what earlier attempts have changed; what this one does is added
   */
  private Outcome isolate(ActionRequest request, PodTarget target, Pod pod, List<String> changes) {
    String id = QuarantinePolicy.id(target.uid());
    List<NetworkPolicy> policies = cluster.list(NetworkPolicy.class, target.namespace());
    Optional<NetworkPolicy> own =
        policies.stream()
            .filter(one -> one.getMetadata().getName().equals(QuarantinePolicy.name(id)))
            .findFirst();
    AllowList allow = AllowList.of(request.parameters());
    if (own.isPresent() && !QuarantinePolicy.isIntact(own.get(), id, allow)) {
      return new Outcome.Failed(
          Kind.CONFLICT,
          "NetworkPolicy "
              + QuarantinePolicy.name(id)
              + " exists but does not deny what was asked for; delete it or see who changed it");
    }
    boolean labelled = isLabelled(pod, id);
    if (own.isEmpty()) {
      cluster.create(
          QuarantinePolicy.build(target, id, request.responseId(), allow), request.dryRun());
      changes.add(
          "NetworkPolicy "
              + QuarantinePolicy.name(id)
              + " created: denies all ingress and egress"
              + allow.exceptions());
    }
    DenyForms.Made denied = forms.ensure(quarantine(request, target), request.dryRun());
    if (own.isPresent() && labelled && denied.changes().isEmpty()) {
      return new Outcome.NothingToDo(target.describe() + " is isolated already");
    }
    if (own.isPresent()
        && changes.isEmpty()
        && QuarantinePolicy.isOf(own.get(), request.responseId())) {
      changes.add("NetworkPolicy " + QuarantinePolicy.name(id) + " created by an earlier attempt");
    }
    changes.addAll(denied.changes());
    List<NetworkPolicy> others =
        policies.stream()
            .filter(one -> !one.getMetadata().getName().equals(QuarantinePolicy.name(id)))
            .toList();
    LabelPlan plan = plan(pod, id, others, denied.standing());
    IsolationState state = labelled ? known(target, pod, id, denied.standing()) : null;
    if (state == null) {
      Pod left = cluster.patch(pod, labelPatch(request, pod, plan), request.dryRun());
      state = state(target, left, plan.before(), IsolationState.annotation(pod), denied.standing());
      changes.addAll(plan.changes());
    }
    List<String> warnings = new ArrayList<>(plan.warnings());
    warnings.addAll(denied.warnings());
    return conclude(request, target, id, new Outcome.Succeeded(changes, state.json(), warnings));
  }

  private static Quarantine quarantine(ActionRequest request, PodTarget target) {
    return new Quarantine(
        target,
        QuarantinePolicy.id(target.uid()),
        request.responseId(),
        AllowList.of(request.parameters()));
  }

  private LabelPlan plan(
      Pod pod, String id, List<NetworkPolicy> others, List<DenyForm> overruling) {
    List<Service> services = cluster.list(Service.class, pod.getMetadata().getNamespace());
    ControllerRule rule = ControllerRule.of(pod, controllerSelector(pod));
    return LabelPlan.of(
        pod,
        id,
        rule,
        services,
        others,
        overruling.stream().map(form -> form.describe(id)).toList());
  }

  private ObjectPatch labelPatch(ActionRequest request, Pod pod, LabelPlan plan) {
    ObjectPatch patch = ObjectPatch.of(cluster.json(pod));
    plan.before().keySet().stream()
        .filter(key -> !plan.after().containsKey(key))
        .forEach(key -> patch.remove("metadata", "labels", key));
    plan.after().forEach((key, value) -> patch.set(value, "metadata", "labels", key));
    IsolationState.Note note =
        new IsolationState.Note(
            request.responseId(), plan.before(), IsolationState.annotation(pod));
    return patch.set(note.json(), "metadata", "annotations", Marks.ISOLATION);
  }

  /**
   * Reads back, because an admission webhook or somebody's controller may have had its own view.
   */
  private Outcome conclude(
      ActionRequest request, PodTarget target, String id, Outcome.Succeeded done) {
    if (request.dryRun()) {
      return DryRun.of(done);
    }
    IsolationState state = IsolationState.of(done.beforeState());
    Optional<NetworkPolicy> policy =
        cluster.get(NetworkPolicy.class, target.namespace(), state.policy());
    boolean denied =
        policy.isPresent()
            && QuarantinePolicy.isIntact(policy.get(), id, AllowList.of(request.parameters()));
    return switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
      case Lookup.Found<Pod> found ->
          denied && isLeft(found.object(), state, id)
              ? done
              : new Outcome.Failed(
                  Kind.CONFLICT,
                  "the isolation of "
                      + target.describe()
                      + " was taken back at once by somebody else");
      case Lookup.Gone<Pod> gone -> done;
      case Lookup.Another<Pod> replaced -> done;
    };
  }

  /** The state of an isolation whose policy somebody removed: its labels are still as left. */
  private static IsolationState known(
      PodTarget target, Pod pod, String id, List<DenyForm> standing) {
    SortedMap<String, String> without = new TreeMap<>(LabelPlan.labels(pod));
    without.remove(Marks.QUARANTINE, id);
    Optional<IsolationState.Note> note = IsolationState.Note.of(pod);
    return state(
        target,
        pod,
        note.map(IsolationState.Note::labels).orElse(without),
        note.map(IsolationState.Note::annotation).orElse(null),
        standing);
  }

  private static IsolationState state(
      PodTarget target,
      Pod left,
      SortedMap<String, String> labelsBefore,
      @Nullable String annotationBefore,
      List<DenyForm> standing) {
    return new IsolationState(
        target.uid(),
        QuarantinePolicy.name(QuarantinePolicy.id(target.uid())),
        labelsBefore,
        LabelPlan.labels(left),
        annotationBefore,
        standing);
  }

  private static boolean isLeft(Pod pod, IsolationState state, String id) {
    return isLabelled(pod, id) && LabelPlan.labels(pod).equals(state.labelsLeft());
  }

  private static boolean isLabelled(Pod pod, String id) {
    return id.equals(LabelPlan.labels(pod).get(Marks.QUARANTINE));
  }

  /** Null when there is no controller, it is gone, or its kind is not known. */
  private @Nullable LabelSelector controllerSelector(Pod pod) {
    Optional<OwnerReference> controller = ControllerRule.controller(pod);
    if (controller.isEmpty()) {
      return null;
    }
    OwnerReference owner = controller.get();
    String namespace = pod.getMetadata().getNamespace();
    return switch (owner.getKind()) {
      case "ReplicaSet" ->
          selector(ReplicaSet.class, namespace, owner, found -> found.getSpec().getSelector());
      case "DaemonSet" ->
          selector(DaemonSet.class, namespace, owner, found -> found.getSpec().getSelector());
      case "StatefulSet" ->
          selector(StatefulSet.class, namespace, owner, found -> found.getSpec().getSelector());
      case "Job" -> selector(Job.class, namespace, owner, found -> found.getSpec().getSelector());
      default -> null;
    };
  }

  private <T extends HasMetadata> @Nullable LabelSelector selector(
      Class<T> type, String namespace, OwnerReference owner, Function<T, LabelSelector> selector) {
    return cluster.find(type, namespace, owner.getName(), owner.getUid())
            instanceof Lookup.Found<T> found
        ? selector.apply(found.object())
        : null;
  }
}
