package io.nightjar.actions;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.evidence.CollectEvidence;
import io.nightjar.actions.evidence.KubeletCheckpoint;
import io.nightjar.actions.kubernetes.AnnotatePod;
import io.nightjar.actions.kubernetes.BlockImage;
import io.nightjar.actions.kubernetes.CordonNode;
import io.nightjar.actions.kubernetes.DebugContainer;
import io.nightjar.actions.kubernetes.DefaultDeny;
import io.nightjar.actions.kubernetes.DeletePod;
import io.nightjar.actions.kubernetes.DeleteSecret;
import io.nightjar.actions.kubernetes.DrainNode;
import io.nightjar.actions.kubernetes.EnforceReadOnlyRootFilesystem;
import io.nightjar.actions.kubernetes.EvictPod;
import io.nightjar.actions.kubernetes.ForbidExec;
import io.nightjar.actions.kubernetes.ForbidPrivileged;
import io.nightjar.actions.kubernetes.ForbidProgram;
import io.nightjar.actions.kubernetes.FreezeNewPods;
import io.nightjar.actions.kubernetes.HardenWorkload;
import io.nightjar.actions.kubernetes.IsolatePod;
import io.nightjar.actions.kubernetes.LabelPod;
import io.nightjar.actions.kubernetes.LimitResources;
import io.nightjar.actions.kubernetes.PauseOwner;
import io.nightjar.actions.kubernetes.PauseRollout;
import io.nightjar.actions.kubernetes.Restart;
import io.nightjar.actions.kubernetes.ResumeRollout;
import io.nightjar.actions.kubernetes.RevokeServiceAccount;
import io.nightjar.actions.kubernetes.RollBack;
import io.nightjar.actions.kubernetes.RollBackImage;
import io.nightjar.actions.kubernetes.RotateSecret;
import io.nightjar.actions.kubernetes.RunCommand;
import io.nightjar.actions.kubernetes.RunJob;
import io.nightjar.actions.kubernetes.ScaleToZero;
import io.nightjar.actions.kubernetes.Suspend;
import io.nightjar.actions.kubernetes.TaintNode;
import io.nightjar.actions.node.FreezeContainer;
import io.nightjar.actions.node.IsolatePodOnNode;
import io.nightjar.actions.node.LimitProcesses;
import io.nightjar.actions.outside.CallWebhook;
import io.nightjar.actions.process.KillProcess;
import io.nightjar.actions.process.StopProcess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All actions by id. */
public final class ActionRegistry {
  private final SortedMap<String, Action> actions;

  /**
   * @throws IllegalArgumentException when two actions have the same id
   */
  public ActionRegistry(Collection<? extends Action> actions) {
    SortedMap<String, Action> byId = new TreeMap<>();
    for (Action action : actions) {
      if (byId.put(action.descriptor().id(), action) != null) {
        throw new IllegalArgumentException("two actions are called " + action.descriptor().id());
      }
    }
    this.actions = Collections.unmodifiableSortedMap(byId);
  }

  /** Everything that Nightjar can do by itself, where the configuration names nothing for it. */
  public static ActionRegistry standard(
      KubernetesClient client, NodeControls node, InstantSource clock) {
    return standard(client, node, clock, ActionSettings.NONE);
  }

  /** Everything that Nightjar can do by itself. */
  public static ActionRegistry standard(
      KubernetesClient client, NodeControls node, InstantSource clock, ActionSettings settings) {
    List<Action> all = new ArrayList<>(workloads(client, clock));
    all.addAll(
        List.of(
            new IsolatePod(client, clock),
            new KillProcess(node.processes()),
            new StopProcess(node.processes(), node.intents()),
            new FreezeContainer(node.containers(), node.intents()),
            new LimitProcesses(node.containers(), node.intents()),
            new IsolatePodOnNode(node.network()),
            new CollectEvidence(node.evidence(), client),
            new KubeletCheckpoint(client, node.intents()),
            new LabelPod(client),
            new AnnotatePod(client),
            new EvictPod(client, node.intents()),
            new DeletePod(client, node.intents()),
            new RunCommand(client)));
    all.addAll(places(client, clock, node.intents()));
    all.add(new DebugContainer(client, settings.debugImage()));
    all.add(new RunJob(client, settings.jobs()));
    all.add(CallWebhook.once(settings.hooks(), node.intents(), clock));
    all.add(CallWebhook.withUndo(settings.hooks(), node.intents(), clock));
    return new ActionRegistry(all);
  }

  private static List<Action> workloads(KubernetesClient client, InstantSource clock) {
    return List.of(
        new ScaleToZero(client),
        new Suspend(client),
        new PauseOwner(client),
        new PauseRollout(client),
        new ResumeRollout(client),
        new Restart(client, clock),
        new RollBackImage(client),
        new RollBack(client),
        new EnforceReadOnlyRootFilesystem(client),
        new HardenWorkload(client),
        new LimitResources(client));
  }

  /** On nodes, namespaces, identities and what may come into the cluster. */
  private static List<Action> places(
      KubernetesClient client, InstantSource clock, Intents intents) {
    return List.of(
        new RevokeServiceAccount(client),
        new DeleteSecret(client, intents),
        new RotateSecret(client),
        new CordonNode(client),
        new TaintNode(client),
        new DrainNode(client, clock),
        new DefaultDeny(client),
        new FreezeNewPods(client),
        new BlockImage(client),
        new ForbidPrivileged(client),
        new ForbidProgram(client),
        new ForbidExec(client));
  }

  /** What there is, for those who only read about it: no cluster is asked. */
  public static List<ActionDescriptor> standardDescriptors() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      return standard(client, NodeControls.untouched(), () -> Instant.EPOCH).descriptors();
    }
  }

  public Optional<Action> find(String actionId) {
    return Optional.ofNullable(actions.get(actionId));
  }

  public SortedMap<String, Action> byId() {
    return actions;
  }

  /** Sorted by id. */
  public List<ActionDescriptor> descriptors() {
    return actions.values().stream().map(Action::descriptor).toList();
  }

  /**
   * What these actions and their undo need of the API server, merged by resource.
   *
   * @throws IllegalArgumentException for an id that no action has
   */
  public List<Permission> permissions(Set<String> actionIds) {
    return ClusterRole.merged(
        actionIds.stream()
            .map(
                id ->
                    find(id)
                        .orElseThrow(
                            () -> new IllegalArgumentException("no action is called " + id)))
            .flatMap(action -> action.descriptor().permissions().stream())
            .toList());
  }
}
