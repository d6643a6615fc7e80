package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;
import java.util.List;

/** Eviction, which asks the pod disruption budgets first. */
public final class Disruptions {

  /** How many of a budget's pods are healthy and how many must be. */
  public record Budget(int expected, int healthy, int desired) {
    public int allowed() {
      return Math.max(0, healthy - desired);
    }
  }

  private final Registry registry;

  public Disruptions(Registry registry) {
    this.registry = registry;
  }

  /** Deletes the pod if every budget allows it; 429 otherwise. */
  public void evict(ObjectKey pod, DeleteOptions options) {
    ObjectStore store = registry.store();
    store.atomically(
        () -> {
          ObjectNode current = registry.get(pod);
          if (counts(current)) {
            budgetsOver(current).forEach(budget -> requireAllowed(budget, current));
          }
          return registry.delete(pod, options);
        });
  }

  private void requireAllowed(ObjectNode budget, ObjectNode pod) {
    Budget state = stateOf(budget);
    // an unhealthy pod is not counted, so evicting it takes nothing away while the rest suffice
    boolean takesNothing = !isHealthy(pod) && state.healthy() >= state.desired();
    if (state.allowed() < 1 && !takesNothing) {
      throw ApiError.tooManyRequests(
          "evicting %s would violate the pod's disruption budget".formatted(Meta.name(pod)),
          0,
          new ApiError.Cause(
              "DisruptionBudget",
              "",
              "the budget %s needs %d healthy pods and has %d"
                  .formatted(Meta.name(budget), state.desired(), state.healthy())));
    }
  }

  private List<ObjectNode> budgetsOver(ObjectNode pod) {
    return registry
        .store()
        .objects(StandardTypes.POD_DISRUPTION_BUDGETS, Meta.namespace(pod))
        .stream()
        .filter(budget -> selector(budget).matches(Meta.labels(pod)))
        .toList();
  }

  public Budget stateOf(ObjectNode budget) {
    List<ObjectNode> pods =
        registry.store().objects(StandardTypes.PODS, Meta.namespace(budget)).stream()
            .filter(Disruptions::counts)
            .filter(pod -> selector(budget).matches(Meta.labels(pod)))
            .toList();
    int healthy = (int) pods.stream().filter(Disruptions::isHealthy).count();
    JsonNode spec = budget.path("spec");
    int expected = pods.size();
    int desired =
        spec.has("maxUnavailable")
            ? expected - share(spec.path("maxUnavailable"), expected)
            : share(spec.path("minAvailable"), expected);
    return new Budget(expected, healthy, Math.max(0, desired));
  }

  private static LabelSelector selector(ObjectNode budget) {
    return LabelSelector.of(Json.at(budget, "spec.selector"));
  }

  /** A number, or a percentage of all, rounded up. */
  private static int share(JsonNode amount, int all) {
    String text = amount.asText("0");
    if (!text.endsWith("%")) {
      return amount.asInt(0);
    }
    int percent = Integer.parseInt(text.substring(0, text.length() - 1));
    return Math.ceilDiv(percent * all, 100);
  }

  private static boolean counts(JsonNode pod) {
    String phase = Json.text(pod, "status.phase");
    return !Meta.isTerminating(pod) && !phase.equals("Succeeded") && !phase.equals("Failed");
  }

  private static boolean isHealthy(JsonNode pod) {
    return Json.objects(Json.at(pod, "status.conditions")).stream()
        .anyMatch(
            condition ->
                condition.path("type").asText().equals("Ready")
                    && condition.path("status").asText().equals("True"));
  }
}
