package io.nightjar.cli.capture;

import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.Recording;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the process table and the rules over one recording, in its order. Events before the begin
 * only count for the processes. One thread.
 */
final class RecordingReplay {
  /** A capture is ordered by time only nearly: some events of the end come after later ones. */
  private static final long ORDER_NANOS = 5_000_000_000L;

  private final Recording recording;
  private final RuleEvaluator rules;
  private final RecordedMetadata containers;
  private final Pace pace;
  private final ReplayCount count;
  private final Sink alerts;
  private @Nullable TimeBound from;
  private @Nullable TimeBound to;
  private boolean begun;
  private long begin = Long.MIN_VALUE;
  private long end = Long.MAX_VALUE;
  private boolean pastEnd;

  /** Who gets what a rule matched, with the event, which is only there for the time of the call. */
  @FunctionalInterface
  interface Sink {
    void matched(Match match, EventView event, ProcessInfo process);
  }

  RecordingReplay(
      Recording recording,
      RuleEvaluator rules,
      Pace pace,
      ReplayCount count,
      Consumer<Match> alerts) {
    this(recording, rules, pace, count, (match, event, process) -> alerts.accept(match));
  }

  RecordingReplay(
      Recording recording, RuleEvaluator rules, Pace pace, ReplayCount count, Sink alerts) {
    this.recording = recording;
    this.rules = rules;
    this.containers = new RecordedMetadata(recording);
    this.pace = pace;
    this.count = count;
    this.alerts = alerts;
  }

  /** Only the events from one time to another count; null for no bound. */
  RecordingReplay between(@Nullable TimeBound newFrom, @Nullable TimeBound newTo) {
    from = newFrom;
    to = newTo;
    return this;
  }

  /**
   * Reads to the end, the damage, the last wanted time, or until nobody listens any more.
   *
   * @param unheard asked now and then; true to stop
   */
  void run(BooleanSupplier unheard) {
    Instant known = recording.firstTime();
    if (from != null && (known != null || from instanceof TimeBound.At)) {
      recording.skipTo(Nanos.instant(from.nanos(known == null ? 0 : Nanos.of(known))));
    }
    while (!recording.ended() && !pastEnd && !unheard.getAsBoolean()) {
      recording.poll(this::on, 0);
    }
    count.recording(recording);
  }

  private void on(EventView event) {
    ProcessInfo process = recording.processes().apply(event);
    long time = event.timestampNanos();
    if (!begun) {
      begin(time);
    }
    if (time < begin || time > end) {
      pastEnd |= time > end && time - end > ORDER_NANOS;
      return;
    }
    count.event(event.type(), time);
    pace.await(time);
    judge(event, process);
  }

  private void begin(long time) {
    begun = true;
    Instant known = recording.firstTime();
    long first = known == null ? time : Nanos.of(known);
    begin = from == null ? Long.MIN_VALUE : from.nanos(first);
    end = to == null ? Long.MAX_VALUE : to.nanos(first);
  }

  private void judge(EventView event, ProcessInfo process) {
    try {
      rules.number(recording.eventNumber());
      for (Match match : rules.evaluate(event, process, containers.of(process.container()))) {
        count.alert(match);
        alerts.matched(match, event, process);
      }
    } catch (RuntimeException e) {
      // one event that breaks a rule must not end the replay
      count.failure();
    }
  }
}
