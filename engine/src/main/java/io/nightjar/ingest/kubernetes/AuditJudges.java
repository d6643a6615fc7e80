package io.nightjar.ingest.kubernetes;

import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few evaluators of the rules in force, one for each batch that is judged at a time; an evaluator
 * belongs to one thread, and the tree of an event takes memory. Thread safe.
 */
final class AuditJudges {
  private final BlockingQueue<Judge> free;

  /**
   * @param rules in force now; asked for each batch
   */
  AuditJudges(int count, Supplier<RuleSet> rules) {
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      free.add(new Judge(rules));
    }
  }

  /** Null when all are busy for longer. */
  @Nullable Judge take(Duration atMost) {
    try {
      Judge judge = free.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (judge != null) {
        judge.follow();
      }
      return judge;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  void giveBack(Judge judge) {
    free.add(judge);
  }

  /** Belongs to who took it. */
  static final class Judge {
    private final Supplier<RuleSet> rules;
    private @Nullable RuleSet known;
    private @Nullable RuleEvaluator evaluator;

    Judge(Supplier<RuleSet> rules) {
      this.rules = rules;
    }

    /** A batch is judged by one set of rules, even where they change meanwhile. */
    private void follow() {
      RuleSet now = rules.get();
      if (now != known) {
        known = now;
        evaluator = new RuleEvaluator(now);
      }
    }

    List<Match> judge(AuditEvent event) {
      return evaluator == null ? List.of() : evaluator.evaluate(event);
    }
  }
}
