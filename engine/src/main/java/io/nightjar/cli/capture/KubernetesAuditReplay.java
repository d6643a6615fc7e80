package io.nightjar.cli.capture;

import io.nightjar.cli.PlainText;
import io.nightjar.ingest.kubernetes.KubernetesAuditEntry;
import io.nightjar.ingest.kubernetes.KubernetesAuditEntry.Bad;
import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the rules over one Kubernetes audit log, in its order. One thread. */
final class KubernetesAuditReplay {
  private static final int MAX_TOLD = 10;
  private static final int MAX_REASON = 160;
  private static final int LISTEN_EVERY = 1024;

  private final KubernetesAuditReader log;
  private final RuleEvaluator rules;
  private final Pace pace;
  private final ReplayCount count;
  private final BiConsumer<AuditEvent, Match> alerts;
  private final List<Bad> told = new ArrayList<>();
  private @Nullable TimeBound from;
  private @Nullable TimeBound to;
  private boolean begun;
  private long begin = Long.MIN_VALUE;
  private long end = Long.MAX_VALUE;
  private long bad;

  KubernetesAuditReplay(
      KubernetesAuditReader log,
      RuleEvaluator rules,
      Pace pace,
      ReplayCount count,
      BiConsumer<AuditEvent, Match> alerts) {
    this.log = log;
    this.rules = rules;
    this.pace = pace;
    this.count = count;
    this.alerts = alerts;
  }

  /** Only the events from one time to another count; null for no bound. */
  KubernetesAuditReplay between(@Nullable TimeBound newFrom, @Nullable TimeBound newTo) {
    from = newFrom;
    to = newTo;
    return this;
  }

  /**
   * Reads to the end, or until nobody listens any more.
   *
   * @param unheard asked now and then; true to stop
   * @throws IOException when the file cannot be read on
   */
  void run(BooleanSupplier unheard) throws IOException {
    long read = 0;
    for (var entry = log.next(); entry != null; entry = log.next()) {
      switch (entry) {
        case KubernetesAuditEntry.Event event -> on(event.event());
        case Bad found -> on(found);
      }
      if (++read % LISTEN_EVERY == 0 && unheard.getAsBoolean()) {
        return;
      }
    }
  }

  /** How much stands in the log that is no event. */
  long bad() {
    return bad;
  }

  /** The first few of those, their reasons as plain text. */
  List<Bad> told() {
    return told;
  }

  private void on(Bad found) {
    bad++;
    if (told.size() < MAX_TOLD) {
      told.add(new Bad(found.line(), PlainText.cut(found.reason(), MAX_REASON)));
    }
  }

  private void on(AuditEvent event) {
    long time = Nanos.of(event.time());
    if (!begun) {
      begun = true;
      begin = from == null ? Long.MIN_VALUE : from.nanos(time);
      end = to == null ? Long.MAX_VALUE : to.nanos(time);
    }
    // a log is ordered only nearly, so one that is too late does not end it
    if (time < begin || time > end) {
      return;
    }
    count.audit(event, time);
    pace.await(time);
    try {
      for (Match match : rules.evaluate(event)) {
        count.alert(match);
        alerts.accept(event, match);
      }
    } catch (RuntimeException e) {
      // one event that breaks a rule must not end the replay
      count.failure();
    }
  }
}
