package io.nightjar.rules;

import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.compile.Bucket;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.HostNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges events by a rule set. Keeps the state of the event at hand, so it belongs to one thread;
 * several threads take one evaluator each of the same set.
 */
public final class RuleEvaluator {
  private final List<Rule> rules;
  private final Bucket[] buckets;
  private final Bucket audit;
  private final boolean firstOnly;
  private final EventContext context;
  private final long[] candidates;

  public RuleEvaluator(RuleSet set) {
    this(set, HostNames.NONE);
  }

  /**
   * @param names what the host names in the rules stand for
   */
  // an array by ordinal: this is looked up for every event
  @SuppressWarnings("EnumOrdinal")
  public RuleEvaluator(RuleSet set, HostNames names) {
    this.rules = set.rules();
    this.buckets = set.plan().buckets().toArray(Bucket[]::new);
    this.audit = set.plan().audit();
    this.firstOnly = set.settings().matching() == RuleMatching.FIRST;
    this.context = new EventContext(set.settings().hostname(), set.plan().slots());
    this.context.use(names);
    this.candidates =
        new long
            [Math.max(
                audit.words(), Arrays.stream(buckets).mapToInt(Bucket::words).max().orElse(0))];
  }

  /**
   * The rules that the event matches, in the order of the files, at most one with {@link
   * RuleMatching#FIRST}; nearly always empty, and then nothing was allocated for it.
   *
   * @param process the process of the event after the process table took the event; null if it is
   *     not known
   * @param container ignored for a process of the host
   */
  @SuppressWarnings("EnumOrdinal")
  public List<Match> evaluate(
      EventView event, @Nullable ProcessInfo process, ContainerMetadata container) {
    context.reset(event, process, container);
    Bucket bucket = buckets[event.type().ordinal()];
    return bucket.candidates(context, candidates) ? matches(bucket) : List.of();
  }

  /**
   * Says which number ({@code evt.num}) the next event has; without it they are counted from 1.
   *
   * @param number as its source counts, 0 for one that does not
   */
  public void number(long number) {
    context.show(number);
  }

  /** The same for an event of the Kubernetes audit log, by the rules of that source. */
  public List<Match> evaluate(AuditEvent event) {
    context.reset(event);
    return audit.candidates(context, candidates) ? matches(audit) : List.of();
  }

  private List<Match> matches(Bucket bucket) {
    List<Match> matches = List.of();
    for (int word = 0; word < bucket.words(); word++) {
      for (long left = candidates[word]; left != 0; left &= left - 1) {
        int candidate = word * Long.SIZE + Long.numberOfTrailingZeros(left);
        if (bucket.holds(candidate, context)) {
          Rule rule = rules.get(bucket.rule(candidate));
          Match match = new Match(rule, rule.output().text(context), rule.output().fields(context));
          if (firstOnly) {
            return List.of(match);
          }
          matches = matches.isEmpty() ? new ArrayList<>() : matches;
          matches.add(match);
        }
      }
    }
    return matches;
  }
}
