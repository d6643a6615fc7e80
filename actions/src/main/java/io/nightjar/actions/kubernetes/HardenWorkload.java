package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code kubernetes:harden-workload}: takes rights away from a pod template, as many at once as are
 * asked for, so that the pods are replaced once.
 *
 * <p>Each request watches and restores the fields of its own controls only: what was hardened by
 * different requests is undone by itself, in any order.
 */
public final class HardenWorkload implements Action {
  public static final String ID = "kubernetes:harden-workload";

  static final String CONTROLS = "controls";

  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Take rights away from the workload's pods",
          WorkloadTarget.class,
          Map.of(CONTROLS, "which, one or more of: " + HardeningControl.all()),
          true,
          true,
          false,
          WorkloadKind.permissions(KINDS),
          "D3-KBPI");

  private final ClusterObjects cluster;

  public HardenWorkload(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    List<String> asked = request.parameters().list(CONTROLS);
    Optional<String> strange =
        asked.stream().filter(id -> HardeningControl.of(id).isEmpty()).findFirst();
    if (asked.isEmpty() || strange.isPresent()) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          strange.map(id -> "\"" + DisplayText.of(id) + "\" is no control; ").orElse("")
              + CONTROLS
              + " says which rights go, one or more of: "
              + HardeningControl.all());
    }
    List<HardeningControl> controls = controls(request);
    return editor(controls).execute(request, workload -> plan(workload, controls));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    List<HardeningControl> controls = controls(request);
    return editor(controls).undo(request, beforeState, HardeningControl.fields(controls)::restore);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor(controls(request)).recover(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return editor(controls(request))
        .standing(request, beforeState, workload -> plan(workload, controls(request)));
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return editor(controls(request)).progress(request);
  }

  static EditPlan plan(ObjectNode workload, List<HardeningControl> controls) {
    if (workload.at("/spec/template/spec/os/name").asText().equals("windows")) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED, "its pods are of Windows, which has none of it");
    }
    TemplateDraft draft = new TemplateDraft(workload);
    List<String> leftOut = new ArrayList<>();
    for (HardeningControl control : controls) {
      control.harden(draft).ifPresent(why -> leftOut.add(control.id() + ": " + why));
    }
    if (draft.patch().isEmpty()) {
      return leftOut.isEmpty()
          ? new EditPlan.Nothing("its template has none of these rights already")
          : new EditPlan.Impossible(Kind.UNSUPPORTED, String.join("; ", leftOut));
    }
    List<String> warnings = new ArrayList<>();
    leftOut.forEach(one -> warnings.add("left out " + one));
    warnings.addAll(draft.warnings());
    warnings.addAll(Rollout.warnings(workload));
    return new EditPlan.Edit(
        draft.patch(),
        HardeningControl.fields(controls).before(workload),
        draft.changes(),
        warnings);
  }

  /** In their own order, each once; what is none is passed over. */
  private static List<HardeningControl> controls(ActionRequest request) {
    List<String> asked = request.parameters().list(CONTROLS);
    return HardeningControl.ALL.stream().filter(one -> asked.contains(one.id())).toList();
  }

  private WorkloadEditor editor(List<HardeningControl> controls) {
    Set<String> ids = new TreeSet<>();
    controls.forEach(one -> ids.add(one.id()));
    String name =
        ids.size() == 1 ? ids.iterator().next() : Fingerprint.of(8, ids.toArray(String[]::new));
    return new WorkloadEditor(
        cluster,
        ID,
        KINDS,
        Marks.HARDENED + name,
        new Edited.Watched("/spec/template/spec", HardeningControl.fields(controls)::of));
  }
}
