package io.nightjar;

import io.nightjar.cli.RunOptions;
import io.nightjar.config.KafkaConfig;
import io.nightjar.detect.Detection;
import io.nightjar.kafka.DecidingEngine;
import io.nightjar.kafka.KafkaDecider;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decider;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.store.DetectionLog;
import io.nightjar.store.Journal;
import io.nightjar.store.JournalEntry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where detections become durable and who decides on them: this engine alone, by its store; or
 * several, over Kafka, where the configuration names one.
 */
final class Deciding implements DetectionLog {

  private final RunOptions options;
  private final Journal journal;
  private volatile DetectionLog log;

  Deciding(RunOptions options, Journal journal) {
    this.options = options;
    this.journal = journal;
    this.log = journal;
  }

  /** Makes ready who decides; nothing is accepted before. */
  Decider open(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      DecisionListener listener,
      Consumer<ResponseRequest> desk) {
    KafkaConfig kafka = options.configuration().kafka();
    if (kafka == null) {
      SessionLimits limits = SessionLimits.forHeap(Runtime.getRuntime().maxMemory());
      return new PlaybookSession(playbooks, calendars, options.clock(), listener, limits);
    }
    KafkaDecider decider =
        new KafkaDecider(
            new KafkaDecider.Parts(
                kafka.settings(Standing.name(options)),
                shared(options, kafka, playbooks, calendars),
                journal,
                listener,
                desk));
    log = decider.entrance();
    return decider;
  }

  /** What an engine decides its share by. */
  static DecidingEngine.Parts shared(
      RunOptions options, KafkaConfig kafka, CompiledPlaybooks playbooks, Calendars calendars) {
    // one engine may have to do with all partitions, and each session has an equal part
    long heap = Runtime.getRuntime().maxMemory() / (kafka.partitions() + 1);
    InstantSource machine = InstantSource.offset(options.clock(), options.clockOffset().negated());
    return new DecidingEngine.Parts(
        playbooks, calendars, options.clock(), machine, SessionLimits.forHeap(heap));
  }

  @Override
  public List<Detection> append(List<Detection> detections) {
    return log.append(detections);
  }

  @Override
  public CompletableFuture<List<Detection>> appendWaiting(Supplier<List<JournalEntry>> waiting) {
    return log.appendWaiting(waiting);
  }
}
