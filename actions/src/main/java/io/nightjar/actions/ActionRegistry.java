package io.nightjar.actions;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.kubernetes.EnforceReadOnlyRootFilesystem;
import io.nightjar.actions.kubernetes.IsolatePod;
import io.nightjar.actions.kubernetes.RollBackImage;
import io.nightjar.actions.kubernetes.ScaleToZero;
import io.nightjar.actions.process.KillProcess;
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

  /** Everything that Nightjar can do by itself. */
  public static ActionRegistry standard(KubernetesClient client, ProcessControl processes) {
    return new ActionRegistry(
        List.of(
            new IsolatePod(client),
            new KillProcess(processes),
            new ScaleToZero(client),
            new RollBackImage(client),
            new EnforceReadOnlyRootFilesystem(client)));
  }

  /** What there is, for those who only read about it: no cluster is asked. */
  public static List<ActionDescriptor> standardDescriptors() {
    ProcessControl untouched =
        target -> {
          throw new IllegalStateException("described, not carried out");
        };
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      return standard(client, untouched).descriptors();
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
