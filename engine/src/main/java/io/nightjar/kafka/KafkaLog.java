package io.nightjar.kafka;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.SessionFact;
import io.nightjar.store.DetectionLog;
import io.nightjar.store.JournalEntry;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Puts facts where the sessions take them from: each into the partition of its workload, and what
 * rules across workloads look at into theirs as well. Thread safe.
 */
public final class KafkaLog implements DetectionLog, AutoCloseable {

  private static final Executor OWN_THREAD =
      task -> Thread.ofVirtual().name("kafka-log").start(task);

  private final Producer<String, byte[]> producer;
  private final KafkaSettings settings;
  private final Placing placing;
  private volatile Predicate<String> across;

  /**
   * @param across whether rules that go across workloads look at detections of a rule
   */
  KafkaLog(Producer<String, byte[]> producer, KafkaSettings settings, Predicate<String> across) {
    this.producer = producer;
    this.settings = settings;
    this.placing = new Placing(settings.partitions());
    this.across = across;
  }

  /**
   * Where detections come in for engines that decide, beside the one that acts.
   *
   * @param across whether rules that go across workloads look at detections of a rule
   * @throws StoreException when Kafka is of no use
   */
  public static KafkaLog open(KafkaSettings settings, Predicate<String> across) {
    Clients clients = new Clients(settings);
    Topics.ensure(clients);
    return new KafkaLog(clients.impatientProducer(), settings, across);
  }

  /** From now on rules across workloads look at other detections. */
  void look(Predicate<String> changed) {
    across = changed;
  }

  /**
   * Waits until every broker that must have them has them.
   *
   * @return all of them: whether one was known is found out where they are stored
   */
  @Override
  public List<Detection> append(List<Detection> detections) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Detection detection : detections) {
      Set<Integer> places = new TreeSet<>(Set.of(placing.of(detection)));
      if (across.test(detection.rule())) {
        places.add(Placing.ACROSS);
      }
      send(SessionFact.of(detection), places, sent);
    }
    await(sent);
    return List.copyOf(detections);
  }

  @Override
  public CompletableFuture<List<Detection>> appendWaiting(Supplier<List<JournalEntry>> waiting) {
    return CompletableFuture.supplyAsync(
        () -> append(waiting.get().stream().map(JournalEntry::detection).toList()), OWN_THREAD);
  }

  /** As {@link #append}, of anything that sessions learn. */
  void append(SessionFact fact, Collection<Integer> places) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    send(fact, places, sent);
    await(sent);
  }

  /** As {@link #append(SessionFact, Collection)}, of many, waiting once. */
  void append(Map<SessionFact, Set<Integer>> places) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    places.forEach((fact, each) -> send(fact, each, sent));
    await(sent);
  }

  private void send(
      SessionFact fact, Collection<Integer> places, List<Future<RecordMetadata>> sent) {
    byte[] value = FactLetter.value(fact.value());
    for (int place : places) {
      try {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    settings.detections(),
                    place,
                    fact.id(),
                    value,
                    FactLetter.headers(fact.value()))));
      } catch (KafkaException e) {
        throw KafkaTrouble.of(e, settings).thrown(e);
      }
    }
  }

  private void await(List<Future<RecordMetadata>> sent) {
    long until = System.nanoTime() + Clients.SENDER_WAITS.plusSeconds(1).toNanos();
    try {
      for (Future<RecordMetadata> each : sent) {
        each.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException tooLarge) {
        // sent again it would be as large: one of its kind must not keep others out
        throw new IllegalArgumentException("too large for Kafka: " + tooLarge.getMessage(), e);
      }
      throw KafkaTrouble.of(e, settings).thrown(e);
    } catch (TimeoutException e) {
      throw KafkaTrouble.of(e, settings).thrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while Kafka was waited for", e);
    }
  }

  /** Removes the topics with all that is in them; for who made them only to measure. */
  public static void forget(KafkaSettings settings) {
    Topics.remove(new Clients(settings));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
