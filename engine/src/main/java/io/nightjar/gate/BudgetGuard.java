package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how far a mistake can reach: above a budget people are asked, never silence. Counted from
 * the stored acts, so a restart gives nobody a fresh budget. Only what would act by itself is held
 * to it; what people agreed to counts.
 */
final class BudgetGuard implements Guard {

  private final Budgets budgets;
  private final GateSettings settings;
  private final TargetLookup targets;
  private final InstantSource clock;

  BudgetGuard(GateSettings settings, TargetLookup targets, InstantSource clock) {
    this.budgets = settings.budgets();
    this.settings = settings;
    this.targets = targets;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "budget";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    if (!soFar.actsByItself()) {
      return new Answer.Pass("not counted: it does not act by itself");
    }
    Instant since = clock.instant().minus(budgets.per());
    List<Act> acts =
        soFar.inForce().acts(since).stream().filter(act -> act.dryRun() == soFar.dryRun()).toList();
    String spent = spent(request, targets.place(request.target()), acts);
    return spent == null
        ? new Answer.Pass("within every budget of " + Durations.words(budgets.per()))
        : new Answer.Ask(settings.asking().ask(), spent);
  }

  private @Nullable String spent(ResponseRequest request, Place place, List<Act> acts) {
    String rule = Gate.playbookRule(request);
    String over = over(acts, act -> act.playbookRule().equals(rule), budgets.playbookRule(), rule);
    if (over == null && !place.workload().isEmpty()) {
      over =
          over(
              acts,
              act -> act.place().workload().equals(place.workload()),
              budgets.workload(),
              place.workload());
    }
    if (over == null && !place.namespace().isEmpty()) {
      over =
          over(
              acts,
              act -> act.place().namespace().equals(place.namespace()),
              budgets.namespace(),
              "namespace " + place.namespace());
    }
    if (over == null && !place.node().isEmpty()) {
      over =
          over(
              acts,
              act -> act.place().node().equals(place.node()),
              budgets.node(),
              "node " + place.node());
    }
    over = over == null ? over(acts, act -> true, budgets.cluster(), "the cluster") : over;
    return over == null ? tooManyNamespaces(place.namespace(), acts) : over;
  }

  private @Nullable String over(List<Act> acts, Predicate<Act> mine, int budget, String of) {
    long count = acts.stream().filter(mine).count();
    return count < budget
        ? null
        : "the budget of " + of + " is spent: " + count + " in " + words() + ", at most " + budget;
  }

  private @Nullable String tooManyNamespaces(String namespace, List<Act> acts) {
    List<String> others =
        acts.stream()
            .map(act -> act.place().namespace())
            .filter(other -> !other.isEmpty() && !other.equals(namespace))
            .distinct()
            .sorted()
            .toList();
    return namespace.isEmpty()
            || others.size() < budgets.namespaces()
            || acts.stream().anyMatch(act -> act.place().namespace().equals(namespace))
        ? null
        : namespace
            + " would be one namespace more than the "
            + budgets.namespaces()
            + " that may be acted in within "
            + words()
            + ": "
            + String.join(", ", others.subList(0, Math.min(others.size(), 10)));
  }

  private String words() {
    return Durations.words(budgets.per());
  }
}
