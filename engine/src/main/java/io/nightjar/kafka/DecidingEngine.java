package io.nightjar.kafka;

import com.fasterxml.jackson.core.type.TypeReference;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.store.Json;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on the partitions that fall to this engine, each in a session of its own, and hands on
 * what is decided. It needs neither the store nor the cluster. One thread speaks to Kafka; the
 * counts may be asked by any.
 *
 * <p>A place in a partition is only given up for the next one when what was decided up to there is
 * durable. Who takes a partition over learns what happened in it in the last {@link
 * SessionLimits#PAST} first, and then decides from that place on: nothing is left out, and what is
 * decided twice has the same id.
 */
public final class DecidingEngine implements AutoCloseable {

  /** So many records as nobody knows. */
  public static final long UNKNOWN = -1;

  private static final Logger log = LoggerFactory.getLogger(DecidingEngine.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(2);
  private static final long AGAIN_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 10_000;

  /** Records of one partition that may wait here; Kafka keeps the others. */
  private static final int PAUSE_AT = 4_000;

  private static final int RESUME_AT = 1_000;
  private static final long RELOAD_SECONDS = 30;
  private static final int OPENINGS_BYTES = 4_000;

  private final Clients clients;
  private final Parts parts;
  private final Producer<String, byte[]> producer;
  private final Aside aside;
  private final SortedMap<Integer, PartitionSession> sessions = new ConcurrentSkipListMap<>();
  private final Map<Integer, Long> committed = new HashMap<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  private final SortedMap<Integer, Long> lags = new ConcurrentSkipListMap<>();
  private final DecidingCounts counts = new DecidingCounts();
  private final Thread thread;
  private volatile CompiledPlaybooks playbooks;
  private volatile CompiledPlaybooks within;
  private volatile CompiledPlaybooks across;
  private volatile boolean closed;
  private volatile boolean prepared = true;
  private volatile boolean joined;
  private volatile String trouble = "";
  private volatile @Nullable Overview overview;
  private volatile long turnedNanos = System.nanoTime();
  private long committedNanos = System.nanoTime();

  /**
   * What it decides by.
   *
   * @param clock that playbooks live by
   * @param machine the machine's own clock, which brokers keep times by
   * @param limits of each session
   */
  public record Parts(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      InstantSource clock,
      InstantSource machine,
      SessionLimits limits) {}

  DecidingEngine(Clients clients, Parts parts) {
    this.clients = clients;
    this.parts = parts;
    this.playbooks = parts.playbooks();
    this.within = playbooks.within();
    this.across = playbooks.across();
    this.producer = clients.patientProducer();
    this.aside = new Aside(producer, clients.settings().aside());
    this.thread = Thread.ofPlatform().name("kafka-deciding").daemon().unstarted(this::run);
  }

  /**
   * Joins the engines that decide, at once or as soon as Kafka answers.
   *
   * @throws io.nightjar.store.StoreException when somebody has to change something before
   */
  public static DecidingEngine start(KafkaSettings settings, Parts parts) {
    Clients clients = new Clients(settings);
    boolean there = true;
    try {
      Topics.ensure(clients);
    } catch (KafkaAwayException e) {
      log.error("{}; it is tried again", e.getMessage());
      there = false;
    }
    DecidingEngine engine = new DecidingEngine(clients, parts);
    engine.prepared = there;
    Overview looks = new Overview(clients);
    engine.overview = looks;
    looks.start();
    engine.join();
    return engine;
  }

  /** Begins to take part. */
  void join() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      turnedNanos = System.nanoTime();
      try (Consumer<String, byte[]> consumer = prepared()) {
        consumer.subscribe(List.of(clients.settings().detections()), new Assignment(consumer));
        while (!closed) {
          turn(consumer);
        }
      } catch (WakeupException e) {
        log.debug("woken up to stop");
      } catch (KafkaException | IllegalStateException | StoreException e) {
        failed(e);
        pause();
      } finally {
        joined = false;
        turnedNanos = System.nanoTime();
        closeSessions(List.copyOf(sessions.keySet()));
      }
    }
  }

  private Consumer<String, byte[]> prepared() {
    if (!prepared) {
      Topics.ensure(clients);
      prepared = true;
    }
    return clients.deciding();
  }

  private void failed(RuntimeException e) {
    counts.failed();
    // what could not be handed on was told where it happened
    trouble =
        e instanceof KafkaException
            ? KafkaTrouble.of(e, clients.settings()).words()
            : String.valueOf(e.getMessage());
    log.error("no part in deciding for a moment, what was decided stays: {}", trouble);
    log.debug("no part in deciding", e);
  }

  private void turn(Consumer<String, byte[]> consumer) {
    turnedNanos = System.nanoTime();
    ConsumerRecords<String, byte[]> letters = consumer.poll(POLL);
    for (TopicPartition partition : letters.partitions()) {
      PartitionSession session = sessions.get(partition.partition());
      if (session != null) {
        List<ConsumerRecord<String, byte[]>> own = letters.records(partition);
        session.take(own, own.getLast().offset() + 1);
      }
    }
    for (Map.Entry<Integer, PartitionSession> each : sessions.entrySet()) {
      TopicPartition partition = partition(each.getKey());
      int waiting = each.getValue().waiting();
      if (waiting > PAUSE_AT) {
        consumer.pause(Set.of(partition));
      } else if (waiting < RESUME_AT && consumer.paused().contains(partition)) {
        consumer.resume(Set.of(partition));
      }
      long position = consumer.position(partition);
      long end = ends.getOrDefault(each.getKey(), 0L);
      long decided = each.getValue().decidedTo();
      // asked for times, Kafka's client takes what it finds for the end until it has read on
      consumer
          .currentLag(partition)
          .ifPresent(lag -> lags.put(each.getKey(), Math.max(lag + position, end) - decided));
      if (!each.getValue().whyBroken().isEmpty()) {
        throw new IllegalStateException(each.getValue().whyBroken());
      }
    }
    if (System.nanoTime() - committedNanos > COMMIT_NANOS) {
      commit(consumer);
    }
    if (joined) {
      trouble = "";
    }
  }

  /** Gives up the places up to which what was decided is durable. */
  private Map<TopicPartition, OffsetAndMetadata> places(Collection<Integer> wanted) {
    committedNanos = System.nanoTime();
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    for (int partition : wanted) {
      PartitionSession session = sessions.get(partition);
      if (session != null && session.decidedTo() > committed.getOrDefault(partition, -1L)) {
        long decided = session.decidedTo();
        String openings = text(session.openings());
        places.put(partition(partition), new OffsetAndMetadata(decided, openings));
        committed.put(partition, decided);
      }
    }
    return places;
  }

  private void commit(Consumer<String, byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> places = places(sessions.keySet());
    if (!places.isEmpty()) {
      consumer.commitAsync(
          places,
          (done, failure) -> {
            if (failure != null) { // by the next time
              log.debug("places could not be given up yet", failure);
              done.keySet().forEach(each -> committed.remove(each.partition()));
            }
          });
    }
  }

  private static String text(List<CalendarOpened> openings) {
    String text = Json.write(openings);
    return text.length() > OPENINGS_BYTES ? "[]" : text;
  }

  private static List<CalendarOpened> openings(String text) {
    try {
      return text.isEmpty() ? List.of() : Json.MAPPER.readValue(text, new TypeReference<>() {});
    } catch (IOException e) {
      log.warn("which calendars had begun is not known any more: {}", e.getMessage());
      return List.of();
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(clients.settings().detections(), number);
  }

  private final class Assignment implements ConsumerRebalanceListener {
    private final Consumer<String, byte[]> consumer;

    Assignment(Consumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      counts.rebalanced();
      joined = true;
      if (assigned.isEmpty()) {
        return;
      }
      Set<TopicPartition> all = Set.copyOf(assigned);
      Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(all);
      // asked before the times, so that what comes in between is not left out
      Map<TopicPartition, Long> now = consumer.endOffsets(all);
      Instant since = parts.machine().instant().minus(SessionLimits.PAST);
      Map<TopicPartition, Long> times = new HashMap<>();
      all.forEach(each -> times.put(each, since.toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
      for (TopicPartition each : all) {
        OffsetAndTimestamp first = found.get(each);
        long window = first == null ? now.getOrDefault(each, 0L) : first.offset();
        OffsetAndMetadata place = known.get(each);
        long boundary = place == null ? window : place.offset();
        long from = Math.min(window, boundary);
        consumer.seek(each, from);
        ends.put(each.partition(), now.getOrDefault(each, 0L));
        open(
            each.partition(),
            new PartitionSession.Start(
                from, boundary, place == null ? List.of() : before(openings(place.metadata()))));
      }
    }

    /** Those of the window stand in the partition itself, at their place. */
    private List<CalendarOpened> before(List<CalendarOpened> openings) {
      Instant since = parts.clock().instant().minus(SessionLimits.PAST);
      return openings.stream().filter(opening -> opening.time().isBefore(since)).toList();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      List<Integer> numbers = revoked.stream().map(TopicPartition::partition).toList();
      try {
        consumer.commitSync(places(numbers), COMMIT_PATIENCE);
      } catch (KafkaException e) {
        log.warn("places in {} were not given up, they are decided on again", numbers, e);
      }
      closeSessions(numbers);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      closeSessions(lost.stream().map(TopicPartition::partition).toList());
    }
  }

  private void open(int partition, PartitionSession.Start start) {
    DecisionSender sender = new DecisionSender(producer, clients.settings(), partition, counts);
    PlaybookSession session =
        new PlaybookSession(
            partition == Placing.ACROSS ? across : within,
            parts.calendars(),
            parts.clock(),
            sender,
            parts.limits());
    committed.put(partition, start.boundary());
    PartitionSession opened = new PartitionSession(partition, start, session, sender, aside);
    PartitionSession before = sessions.put(partition, opened.started());
    if (before != null) {
      before.close();
    }
  }

  private void closeSessions(Collection<Integer> partitions) {
    for (int partition : partitions) {
      PartitionSession session = sessions.remove(partition);
      lags.remove(partition);
      if (session != null) {
        session.close();
      }
    }
  }

  /** Goes on with other playbooks, in every session and in those to come. */
  public CompletableFuture<Duration> reload(CompiledPlaybooks next) throws InterruptedException {
    playbooks = next;
    within = next.within();
    across = next.across();
    CompletableFuture<Duration> longest = CompletableFuture.completedFuture(Duration.ZERO);
    for (Map.Entry<Integer, PartitionSession> each : sessions.entrySet()) {
      PlaybookSession session = each.getValue().session();
      longest =
          longest.thenCombine(
              // one that goes to another engine meanwhile never comes back
              session
                  .reload(each.getKey() == Placing.ACROSS ? across : within)
                  .completeOnTimeout(Duration.ZERO, RELOAD_SECONDS, TimeUnit.SECONDS),
              (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    return longest;
  }

  /** Those that it decides by. */
  public CompiledPlaybooks playbooks() {
    return playbooks;
  }

  /**
   * The partitions that it has, and in each the records that are not decided on; {@link #UNKNOWN}
   * until it has heard.
   */
  public SortedMap<Integer, Long> lags() {
    SortedMap<Integer, Long> known = new TreeMap<>();
    sessions.keySet().forEach(each -> known.put(each, lags.getOrDefault(each, UNKNOWN)));
    return known;
  }

  /** The sessions of its partitions. */
  SortedMap<Integer, PartitionSession> sessions() {
    return sessions;
  }

  /** Whether every session knows what happened in its partition before. */
  public boolean isRebuilt() {
    return sessions.values().stream().allMatch(session -> session.rebuildMillis() >= 0);
  }

  /** Facts that its sessions learnt of what had happened before. */
  public long learnt() {
    return sessions.values().stream().mapToLong(PartitionSession::learnt).sum();
  }

  /** What it counts, and what waits in its partitions, under names for the status. */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> all = counts.counters();
    all.put("kafka.partitions here", (long) sessions.size());
    lags.forEach((partition, lag) -> all.put("kafka partition " + partition + ".waiting", lag));
    long facts = 0;
    long waiting = 0;
    for (PartitionSession each : sessions.values()) {
      facts += each.session().facts();
      waiting += each.waiting() + each.session().waiting();
    }
    all.put("session.facts", facts);
    all.put("session.waiting", waiting);
    return all;
  }

  /** Facts that its sessions forgot before their time. */
  public long evicted() {
    return sessions.values().stream().mapToLong(each -> each.session().counts().evicted()).sum();
  }

  /** What keeps it from deciding, for who has to mend it; empty where nothing does. */
  public String trouble() {
    Overview looks = overview;
    return !trouble.isEmpty() || looks == null ? trouble : looks.seen().trouble();
  }

  /** Whether it takes part, with a share of the partitions or, where others have all, none. */
  public boolean isJoined() {
    return joined;
  }

  /** Records that were put aside. */
  public long aside() {
    return aside.count();
  }

  /** How long the thread that speaks to Kafka has been on one thing. */
  public Duration busy() {
    return Duration.ofNanos(System.nanoTime() - turnedNanos);
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(closed ? 0 : AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Gives its partitions to the other engines. */
  @Override
  public void close() {
    closed = true;
    Overview looks = overview;
    if (looks != null) {
      looks.close();
    }
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
  }
}
