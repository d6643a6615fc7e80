package io.nightjar.gate;

import static io.nightjar.actions.ActionDescriptor.lane;

import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
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
  private final Reach reach;
  private final InstantSource clock;

  BudgetGuard(GateSettings settings, Reach reach, InstantSource clock) {
    this.budgets = settings.budgets();
    this.settings = settings;
    this.reach = reach;
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
        soFar.inForce().acts(since).stream()
            .filter(act -> act.dryRun() == soFar.dryRun())
            // evidence and telling others must never use up what containment may do
            .filter(act -> lane(act.action()) == lane(request.actionId()))
            .toList();
    String spent = spent(request, reach.place(request), acts);
    return spent == null
        ? new Answer.Pass("within every budget of " + Durations.words(budgets.per()))
        : new Answer.Ask(settings.asking().ask(), spent);
  }

  private @Nullable String spent(ResponseRequest request, Place place, List<Act> acts) {
    String rule = Gate.playbookRule(request);
    int more = place.pods();
    String over =
        over(acts, act -> act.playbookRule().equals(rule), more, budgets.playbookRule(), rule);
    if (over == null && !place.workload().isEmpty()) {
      over =
          over(
              acts,
              act -> act.place().workload().equals(place.workload()),
              more,
              budgets.workload(),
              place.workload());
    }
    if (over == null && !place.namespace().isEmpty()) {
      over =
          over(
              acts,
              act -> act.place().namespace().equals(place.namespace()),
              more,
              budgets.namespace(),
              "namespace " + place.namespace());
    }
    if (over == null && !place.node().isEmpty()) {
      over =
          over(
              acts,
              act -> act.place().node().equals(place.node()),
              more,
              budgets.node(),
              "node " + place.node());
    }
    over = over == null ? over(acts, act -> true, more, budgets.cluster(), "the cluster") : over;
    return over == null ? tooManyNamespaces(touched(request, place), acts) : over;
  }

  /**
   * @param more as how many acts the new one counts
   */
  private @Nullable String over(
      List<Act> acts, Predicate<Act> mine, int more, int budget, String of) {
    long count = acts.stream().filter(mine).mapToLong(act -> act.place().pods()).sum();
    if (count + more <= budget) {
      return null;
    }
    return "the budget of "
        + of
        + " is spent: "
        + count
        + " in "
        + words()
        + (more == 1 ? "" : ", and this would take " + more + " pods away")
        + ", at most "
        + budget;
  }

  /** The namespaces that it acts in; those of the pods that go with a node. */
  private SortedSet<String> touched(ResponseRequest request, Place place) {
    SortedSet<String> touched = new TreeSet<>();
    reach.taken(request).forEach(pod -> touched.add(pod.pod().namespace()));
    touched.add(place.namespace());
    touched.remove("");
    return touched;
  }

  private @Nullable String tooManyNamespaces(SortedSet<String> touched, List<Act> acts) {
    SortedSet<String> acted = new TreeSet<>();
    acts.forEach(act -> acted.add(act.place().namespace()));
    acted.remove("");
    SortedSet<String> fresh = new TreeSet<>(touched);
    fresh.removeAll(acted);
    if (fresh.isEmpty() || acted.size() + fresh.size() <= budgets.namespaces()) {
      return null;
    }
    List<String> others = List.copyOf(acted);
    return String.join(", ", fresh)
        + " would be "
        + (fresh.size() == 1 ? "one namespace" : fresh.size() + " namespaces")
        + " more than the "
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
