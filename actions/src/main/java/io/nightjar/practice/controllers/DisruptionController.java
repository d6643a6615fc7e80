package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.Disruptions;
import io.nightjar.practice.registry.Disruptions.Budget;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import java.util.stream.Stream;

/** Tells in a PodDisruptionBudget's status how many pods may go now. */
final class DisruptionController implements Controller {
  private final Registry registry;
  private final Disruptions disruptions;
  private final StatusWriter statuses;

  DisruptionController(Registry registry) {
    this.registry = registry;
    this.disruptions = new Disruptions(registry);
    this.statuses = new StatusWriter(registry);
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.type().equals(StandardTypes.POD_DISRUPTION_BUDGETS)) {
      return Stream.of(change.key());
    }
    if (!change.type().equals(StandardTypes.PODS)) {
      return Stream.empty();
    }
    return registry
        .store()
        .objects(StandardTypes.POD_DISRUPTION_BUDGETS, change.key().namespace())
        .stream()
        .map(budget -> ObjectKey.of(StandardTypes.POD_DISRUPTION_BUDGETS, budget));
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode budget = registry.store().get(key).orElse(null);
    if (budget == null || Meta.isTerminating(budget)) {
      return;
    }
    Budget state = disruptions.stateOf(budget);
    statuses.write(
        key,
        status ->
            status
                .put("expectedPods", state.expected())
                .put("currentHealthy", state.healthy())
                .put("desiredHealthy", state.desired())
                .put("disruptionsAllowed", state.allowed()));
  }
}
