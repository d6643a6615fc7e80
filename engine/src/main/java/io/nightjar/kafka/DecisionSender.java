package io.nightjar.kafka;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.SessionFact;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on what the session of one partition decides, in order. It is told by the session's thread;
 * {@link #settled} may be asked by any.
 */
final class DecisionSender implements DecisionListener {

  private static final Logger log = LoggerFactory.getLogger(DecisionSender.class);
  private static final int CAUSES_AT_MOST = 32;

  private final Producer<String, byte[]> producer;
  private final KafkaSettings settings;
  private final int partition;
  private final DecidingCounts counts;
  private volatile String why = "";
  private volatile Function<String, Optional<Detection>> remembered = id -> Optional.empty();
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  DecisionSender(
      Producer<String, byte[]> producer,
      KafkaSettings settings,
      int partition,
      DecidingCounts counts) {
    this.producer = producer;
    this.counts = counts;
    this.settings = settings;
    this.partition = partition;
  }

  /** Where the detections behind a decision are found. */
  void remember(Function<String, Optional<Detection>> detections) {
    remembered = detections;
  }

  /** A replay is told as well: the engine that acts knows what it has seen. */
  @Override
  public void decided(Decision decision, boolean replay) {
    List<String> ids =
        switch (decision) {
          case Decision.Asked asked -> asked.request().detectionIds();
          case Decision.Told told -> told.notice().detectionIds();
          case Decision.NotPossible not -> not.skipped().detectionIds();
          case Decision.TakenOut out -> List.of();
        };
    List<Detection> causes = new ArrayList<>();
    for (String id : ids.subList(0, Math.min(ids.size(), CAUSES_AT_MOST))) {
      remembered.apply(id).ifPresent(causes::add);
    }
    counts.decided();
    CompletableFuture<Void> unused = send(Decided.of(settings.engine(), decision, causes));
  }

  @Override
  public void opened(CalendarOpened opening) {
    // into its own partition as well: who rebuilds the session finds it where it stood
    SessionFact fact = SessionFact.of(opening);
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(
            send(
                new ProducerRecord<>(
                    settings.detections(),
                    partition,
                    fact.id(),
                    FactLetter.value(opening),
                    FactLetter.headers(opening)),
                null),
            send(Decided.of(settings.engine(), opening)));
  }

  @Override
  public void forgotten(long facts) {
    CompletableFuture<Void> unused = send(Decided.forgotten(settings.engine(), facts));
  }

  void rebuilt(Decided.Rebuilt rebuilt) {
    counts.rebuilt(rebuilt.millis());
    CompletableFuture<Void> unused = send(Decided.of(settings.engine(), rebuilt));
  }

  private CompletableFuture<Void> send(Decided decided) {
    return send(
        new ProducerRecord<>(
            settings.decisions(),
            partition,
            decided.id().orElse(null),
            Json.write(decided).getBytes(StandardCharsets.UTF_8)),
        decided.causes().isEmpty() ? null : decided.withoutCauses());
  }

  private synchronized CompletableFuture<Void> send(
      ProducerRecord<String, byte[]> letter, @Nullable Decided smaller) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      Future<RecordMetadata> unused =
          producer.send(letter, (metadata, failure) -> told(failure, smaller, done));
    } catch (KafkaException e) {
      told(e, null, done);
    }
    last = CompletableFuture.allOf(last, done);
    return done;
  }

  private void told(
      @Nullable Exception failure, @Nullable Decided smaller, CompletableFuture<Void> done) {
    if (failure == null) {
      done.complete(null);
    } else if (failure instanceof RecordTooLargeException && smaller != null) {
      // not on the thread that tells: it would wait for itself
      Thread.ofVirtual().name("decision again").start(() -> sendAgain(smaller, done));
    } else {
      why = KafkaTrouble.of(failure, settings).words();
      log.error("what was decided in partition {} cannot be handed on: {}", partition, why);
    }
  }

  private void sendAgain(Decided smaller, CompletableFuture<Void> done) {
    CompletableFuture<Void> unused = send(smaller).thenRun(() -> done.complete(null));
  }

  /** Completed when all that was told so far is durable; never when that fails. */
  synchronized CompletableFuture<Void> settled() {
    return last;
  }

  /** Why something could not be handed on, behind which nothing counts as decided; empty if not. */
  String whyBroken() {
    return why;
  }
}
