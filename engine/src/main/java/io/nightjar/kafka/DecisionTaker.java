package io.nightjar.kafka;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.store.DetectionLog;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the engines decided, once each: what a session decides again after it was rebuilt has
 * the id that it had. Which ids there were of late is read back from the topic itself at the start;
 * of a request the store knows.
 */
final class DecisionTaker implements Reading.Taker {

  private static final Logger log = LoggerFactory.getLogger(DecisionTaker.class);

  /** A session looks back so far, and what it decides then may have been decided long before. */
  private static final Duration LOOK_BACK = SessionLimits.PAST.plus(SessionLimits.MEMORY);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int IDS_AT_MOST = 200_000;

  /** The store follows within milliseconds; in a storm acting does not wait for it. */
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(2);

  private static final long LOOK_MILLIS = 20;

  /** Takes requests. */
  @FunctionalInterface
  interface RequestTaker {

    /** Comes back when it is durable. */
    void request(ResponseRequest request);
  }

  private final DecisionListener listener;
  private final RequestTaker desk;
  private final Predicate<String> isStored;
  private final DetectionLog journal;
  private final InstantSource machine;
  private final Aside aside;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong rebuilds = new AtomicLong();
  private final AtomicLong rebuildMillis = new AtomicLong();
  private final AtomicLong known = new AtomicLong();
  private final SortedMap<Integer, Decided.Rebuilt> rebuilt = new ConcurrentSkipListMap<>();
  private final Map<String, Boolean> ids =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > IDS_AT_MOST;
        }
      };

  /**
   * @param listener hears what is neither known nor a request
   * @param desk gets requests; comes back when they are durable
   * @param isStored whether the store has the detection of an id
   */
  DecisionTaker(
      DecisionListener listener,
      RequestTaker desk,
      Predicate<String> isStored,
      DetectionLog journal,
      InstantSource machine,
      Aside aside) {
    this.listener = listener;
    this.desk = desk;
    this.isStored = isStored;
    this.journal = journal;
    this.machine = machine;
    this.aside = aside;
  }

  /** Reads the ids of late, up to the place where the engine before left off. */
  @Override
  public void prepare(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> places = consumer.committed(Set.copyOf(partitions));
    Map<TopicPartition, Long> times = new HashMap<>();
    long since = machine.instant().minus(LOOK_BACK).toEpochMilli();
    partitions.forEach(each -> times.put(each, since));
    Map<TopicPartition, OffsetAndTimestamp> first = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> until = new HashMap<>();
    for (TopicPartition each : partitions) {
      OffsetAndMetadata place = places.get(each);
      OffsetAndTimestamp begin = first.get(each);
      if (place != null && begin != null && begin.offset() < place.offset()) {
        consumer.seek(each, begin.offset());
        until.put(each, place.offset());
      } else if (place != null) {
        consumer.seek(each, place.offset());
      } else {
        consumer.seekToBeginning(List.of(each));
      }
    }
    List<TopicPartition> others =
        partitions.stream().filter(each -> !until.containsKey(each)).toList();
    consumer.pause(others);
    while (!until.isEmpty()) {
      for (ConsumerRecord<String, byte[]> letter : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(letter.topic(), letter.partition());
        Long end = until.get(partition);
        if (end != null && letter.offset() < end && letter.key() != null) {
          ids.put(letter.key(), Boolean.TRUE);
        }
      }
      until
          .entrySet()
          .removeIf(
              each -> {
                boolean over = consumer.position(each.getKey()) >= each.getValue();
                if (over) {
                  consumer.seek(each.getKey(), each.getValue());
                  consumer.pause(List.of(each.getKey()));
                }
                return over;
              });
    }
    consumer.resume(partitions);
    log.info("{} decisions of late are known", ids.size());
  }

  @Override
  public void take(ConsumerRecords<String, byte[]> letters) {
    for (ConsumerRecord<String, byte[]> letter : letters) {
      try {
        Decided decided = FactLetter.read(letter, Decided.class);
        if (!decided.says()) {
          throw new PoisonedException("it says nothing");
        }
        take(decided, Instant.ofEpochMilli(letter.timestamp()));
      } catch (StoreException e) {
        throw e; // the batch comes again
      } catch (PoisonedException | RuntimeException e) {
        aside.put(letter, String.valueOf(e.getMessage()));
      }
    }
  }

  private void take(Decided decided, Instant at) {
    String id = decided.id().orElse("");
    if (!id.isEmpty() && ids.containsKey(id)) {
      known.incrementAndGet();
      return;
    }
    store(decided, at);
    if (decided.asked() != null) {
      desk.request(decided.asked());
    } else if (decided.told() != null) {
      listener.decided(new Decision.Told(decided.told()), false);
    } else if (decided.notPossible() != null) {
      listener.decided(new Decision.NotPossible(decided.notPossible()), false);
    } else if (decided.takenOut() != null) {
      listener.decided(new Decision.TakenOut(decided.takenOut()), false);
    } else if (decided.opened() != null) {
      CalendarOpened opening = decided.opened();
      listener.opened(opening);
    } else if (decided.rebuilt() != null) {
      rebuilt.put(decided.rebuilt().partition(), decided.rebuilt());
      rebuilds.incrementAndGet();
      rebuildMillis.addAndGet(decided.rebuilt().millis());
    } else if (decided.forgotten() != null) {
      listener.forgotten(decided.forgotten());
    }
    // known only now: a store that fails makes it come again
    if (!id.isEmpty()) {
      ids.put(id, Boolean.TRUE);
      taken.incrementAndGet();
    }
  }

  /**
   * Nothing is asked for because of a detection that the store does not have. It follows the
   * partition in order, which keeps incidents as the sessions see them; where it is far behind,
   * what matters goes first.
   */
  private void store(Decided decided, Instant at) {
    List<Detection> causes = decided.causes();
    if (causes.isEmpty()) {
      return;
    }
    Instant until = at.plus(STORE_PATIENCE);
    while (!causes.stream().allMatch(cause -> isStored.test(cause.id()))) {
      if (machine.instant().isAfter(until) || !pause()) {
        journal.append(causes);
        return;
      }
    }
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Decisions that were new, since the start. */
  long taken() {
    return taken.get();
  }

  /** Decisions that were known already: of sessions that were rebuilt. */
  long known() {
    return known.get();
  }

  /** How often a session was rebuilt, since the start. */
  long rebuilds() {
    return rebuilds.get();
  }

  /** How long that took altogether. */
  long rebuildMillis() {
    return rebuildMillis.get();
  }

  /** How each partition's session was last rebuilt, since the start. */
  SortedMap<Integer, Decided.Rebuilt> rebuilt() {
    return rebuilt;
  }
}
