package io.nightjar.kafka;

import io.nightjar.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic for the engine that acts, batch after batch, on a thread of its own. A batch is
 * given up only when its taker came back: one that the store does not take is given again until it
 * does, or until this is closed.
 */
final class Reading implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reading.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);
  private static final long AGAIN_MILLIS = 500;
  private static final long JOIN_MILLIS = 10_000;

  private final Clients clients;
  private final String topic;
  private final IntPredicate wanted;
  private final Taker taker;
  private final Thread thread;
  private final SortedMap<Integer, Long> lags = new ConcurrentSkipListMap<>();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean closed;

  /** What becomes of what is read. */
  interface Taker {

    /** Called before the first batch. */
    default void prepare(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {}

    /**
     * @throws StoreException when it could not be stored: the batch comes again
     */
    void take(ConsumerRecords<String, byte[]> letters);
  }

  /**
   * @param wanted which of its partitions
   */
  Reading(Clients clients, String topic, IntPredicate wanted, Taker taker) {
    this.clients = clients;
    this.topic = topic;
    this.wanted = wanted;
    this.taker = taker;
    this.thread = Thread.ofPlatform().name("kafka " + topic).daemon().unstarted(this::run);
  }

  Reading started() {
    thread.start();
    return this;
  }

  private void run() {
    while (!closed) {
      try (Consumer<String, byte[]> consumer = clients.acting()) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .filter(each -> wanted.test(each.partition()))
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        consumer.assign(partitions);
        taker.prepare(consumer, partitions);
        while (!closed) {
          turn(consumer, partitions);
        }
      } catch (KafkaException | IllegalStateException e) {
        failures.incrementAndGet();
        log.error("{} is not read for a moment", topic, e);
        pause();
      }
    }
  }

  private void turn(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    ConsumerRecords<String, byte[]> letters = consumer.poll(POLL);
    for (TopicPartition partition : partitions) {
      consumer.currentLag(partition).ifPresent(lag -> lags.put(partition.partition(), lag));
    }
    if (!letters.isEmpty() && taken(letters)) {
      consumer.commitSync(COMMIT_PATIENCE);
    }
  }

  private boolean taken(ConsumerRecords<String, byte[]> letters) {
    while (!closed) {
      try {
        taker.take(letters);
        return true;
      } catch (StoreException e) {
        failures.incrementAndGet();
        log.error("{} records of {} could not be stored yet", letters.count(), topic, e);
        pause();
      }
    }
    return false;
  }

  /** Records that were not read, by partition, as far as known. */
  SortedMap<Integer, Long> lags() {
    return lags;
  }

  /** How often the store or Kafka kept it from going on. */
  long failures() {
    return failures.get();
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Ends after the batch at hand. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
