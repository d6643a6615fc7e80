package io.nightjar.kafka;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decider;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.OfTarget;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionCounts;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.store.Journal;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine that acts, where deciding is spread over several: it decides on its own share of the
 * partitions, writes all detections into the store, takes what every engine decided, and tells the
 * sessions what became of it.
 */
public final class KafkaDecider implements Decider {

  private static final Logger log = LoggerFactory.getLogger(KafkaDecider.class);
  private static final int BACK_AT_MOST = 10_000;
  private static final long LOOK_MILLIS = 200;
  private static final long AGAIN_MILLIS = 500;
  private static final long JOIN_MILLIS = 5_000;

  /** A start that waits for Kafka for longer would keep people from acting. */
  private static final Duration LOOK_FOR = Duration.ofSeconds(5);

  private final Placing placing;
  private final KafkaLog facts;
  private final KafkaLog entrance;
  private final Aside aside;
  private final Journal journal;
  private final DecidingEngine deciding;
  private final StoreFollower stored;
  private final DecisionTaker decisions;
  private final Overview overview;
  private final Reading storing;
  private final Reading taking;
  private final Clients clients;
  private final Parts parts;
  private volatile Map<SessionFact, Set<Integer>> late = Map.of();
  private final BlockingQueue<SessionFact> back = new LinkedBlockingQueue<>(BACK_AT_MOST);
  private final Thread telling;
  private final Thread opening;
  private boolean prepared;
  private volatile String away = "";
  private volatile boolean closed;

  /**
   * @param deciding what its own share is decided by
   * @param listener hears what is decided but requests
   * @param requests gets requests and comes back when they are durable
   */
  public record Parts(
      KafkaSettings settings,
      DecidingEngine.Parts deciding,
      Journal journal,
      DecisionListener listener,
      Consumer<ResponseRequest> requests) {}

  /**
   * Nothing is decided before {@link #start}; but detections are taken into {@link #entrance}.
   * Where Kafka is away the engine leads all the same: people can act, and deciding begins when it
   * is back.
   *
   * @throws StoreException when somebody has to change something before
   */
  public KafkaDecider(Parts parts) {
    this.parts = parts;
    Clients clients = new Clients(parts.settings());
    this.clients = clients;
    prepare();
    CompiledPlaybooks playbooks = parts.deciding().playbooks();
    this.journal = parts.journal();
    this.placing = new Placing(parts.settings().partitions());
    String topic = parts.settings().detections();
    this.entrance =
        new KafkaLog(clients.impatientProducer(), parts.settings(), playbooks.across().looksAt());
    var patient = clients.patientProducer();
    this.facts = new KafkaLog(patient, parts.settings(), rule -> false);
    this.aside = new Aside(patient, parts.settings().aside());
    this.deciding = new DecidingEngine(clients, parts.deciding());
    this.stored = new StoreFollower(journal, aside);
    this.storing = new Reading(clients, topic, number -> number != Placing.ACROSS, stored);
    this.decisions =
        new DecisionTaker(
            parts.listener(),
            parts.requests()::accept,
            id -> journal.find(id).isPresent(),
            journal,
            parts.deciding().machine(),
            aside);
    this.taking = new Reading(clients, parts.settings().decisions(), number -> true, decisions);
    this.overview = new Overview(clients);
    this.telling = Thread.ofPlatform().name("kafka-telling").daemon().unstarted(this::tell);
    this.opening = Thread.ofPlatform().name("kafka-opening").daemon().unstarted(this::goOnOpening);
  }

  private boolean prepare() {
    try {
      if (!prepared) {
        Topics.ensure(clients, LOOK_FOR);
        prepared = true;
        away = "";
      }
    } catch (KafkaAwayException e) {
      awaits(e);
    }
    return prepared;
  }

  private void awaits(StoreException e) {
    if (away.isEmpty()) {
      log.error("nothing is decided until Kafka is back: {}", e.getMessage());
    }
    away = String.valueOf(e.getMessage());
  }

  /** Where detections come in. */
  public KafkaLog entrance() {
    return entrance;
  }

  /**
   * Tells the sessions again what became of responses of late, which the engine before may not have
   * done; they know what they were told. Then takes part.
   */
  @Override
  public CompletableFuture<Void> start(PastFacts past) {
    Instant since = parts.deciding().clock().instant().minus(SessionLimits.MEMORY);
    Map<SessionFact, Set<Integer>> late = new LinkedHashMap<>();
    past.each(
        fact -> {
          if (fact.value() instanceof OfTarget && !fact.time().isBefore(since)) {
            late.put(fact, places(fact));
          }
        });
    this.late = late;
    telling.start();
    if (!isOpen()) {
      opening.start();
    }
    return CompletableFuture.completedFuture(null);
  }

  /**
   * @return false where Kafka is away
   */
  private boolean isOpen() {
    if (!prepare()) {
      return false;
    }
    try {
      facts.append(late);
    } catch (KafkaAwayException e) {
      awaits(e);
      return false;
    }
    away = "";
    storing.started();
    taking.started();
    deciding.join();
    overview.start();
    return true;
  }

  private void goOnOpening() {
    boolean open = false;
    try {
      while (!open && !closed) {
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        open = opened();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean opened() {
    try {
      boolean open = isOpen();
      if (open) {
        log.warn("Kafka is back: deciding begins");
      }
      return open;
    } catch (StoreException e) {
      // with Kafka back it turns out that somebody has to change something
      awaits(e);
      return false;
    }
  }

  /** What became of something; detections come in at {@link #entrance}. */
  @Override
  public boolean offer(SessionFact fact) {
    if (fact.value() instanceof Detection) {
      return true; // in the log it is, or it would not have been accepted
    }
    try {
      while (!closed) {
        if (back.offer(fact, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void tell() {
    try {
      while (!closed || !back.isEmpty()) {
        SessionFact fact = back.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (fact != null) {
          tell(fact);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(SessionFact fact) throws InterruptedException {
    boolean told = false;
    while (!told) {
      try {
        facts.append(fact, places(fact));
        told = true;
      } catch (StoreException e) {
        if (closed) {
          log.warn("{} is told by the next engine that acts", fact.id());
          return;
        }
        log.error("{} could not be told yet", fact.id(), e);
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
    }
  }

  /** The partitions whose sessions have to know of it. */
  private Set<Integer> places(SessionFact fact) {
    if (!(fact.value() instanceof OfTarget about)) {
      return everywhere();
    }
    Detection cause = cause(about);
    boolean same =
        cause != null && (about.getPodUid().isEmpty() || about.getPodUid().equals(cause.podUid()));
    Set<Integer> places = new TreeSet<>();
    if (cause != null && same) {
      places.add(placing.of(cause));
    }
    WorkloadTarget workload = about.workload();
    if (workload != null) {
      places.add(placing.of(workload.key()));
    }
    if (places.isEmpty()) {
      return everywhere(); // whose it is cannot be told
    }
    places.add(Placing.ACROSS);
    return places;
  }

  private Set<Integer> everywhere() {
    return IntStream.rangeClosed(Placing.ACROSS, placing.partitions())
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private @Nullable Detection cause(OfTarget about) {
    return about.detectionIds().stream()
        .flatMap(id -> detection(id).stream())
        .findFirst()
        .orElse(null);
  }

  @Override
  public Optional<Detection> detection(String id) {
    return sessions().stream()
        .flatMap(session -> session.detection(id).stream())
        .findFirst()
        .or(() -> journal.find(id));
  }

  private List<PlaybookSession> sessions() {
    return deciding.sessions().values().stream().map(PartitionSession::session).toList();
  }

  @Override
  public int waiting() {
    return deciding.sessions().values().stream()
        .mapToInt(each -> each.waiting() + each.session().waiting())
        .sum();
  }

  @Override
  public Duration busy() {
    return sessions().stream()
        .map(PlaybookSession::busy)
        .reduce(deciding.busy(), (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  @Override
  public int facts() {
    return sessions().stream().mapToInt(PlaybookSession::facts).sum();
  }

  @Override
  public SessionCounts counts() {
    return sessions().stream()
        .map(PlaybookSession::counts)
        .reduce(SessionCounts.ZERO, SessionCounts::plus);
  }

  @Override
  public SortedMap<String, String> takenOut() {
    SortedMap<String, String> all = new TreeMap<>();
    sessions().forEach(session -> all.putAll(session.takenOut()));
    return all;
  }

  @Override
  public CompiledPlaybooks playbooks() {
    return deciding.playbooks();
  }

  @Override
  public CompletableFuture<Duration> reload(CompiledPlaybooks next) throws InterruptedException {
    entrance.look(next.across().looksAt());
    return deciding.reload(next);
  }

  @Override
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> counts = new TreeMap<>(deciding.counters());
    // of the sessions here the status tells by itself
    counts.keySet().removeIf(name -> name.startsWith("session."));
    counts.put("kafka.engines", overview.engineCount());
    counts.put("kafka.partitions with nobody", (long) overview.nobodys().size());
    counts.put("kafka.rebuilds", decisions.rebuilds());
    counts.put("kafka.rebuild millis", decisions.rebuildMillis());
    counts.put("kafka.decisions taken", decisions.taken());
    counts.put("kafka.decisions known", decisions.known());
    counts.put("kafka.detections stored", stored.stored());
    counts.put("kafka storing.waiting", sum(storing.lags()));
    counts.put("kafka acting.waiting", sum(taking.lags()));
    overview
        .seen()
        .waiting()
        .forEach(
            (partition, count) -> counts.put("kafka partition " + partition + ".waiting", count));
    return counts;
  }

  private static long sum(SortedMap<Integer, Long> lags) {
    return lags.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How the session of each partition was last rebuilt. */
  SortedMap<Integer, Decided.Rebuilt> rebuilt() {
    return decisions.rebuilt();
  }

  @Override
  public SortedMap<String, String> troubles() {
    String why = away.isEmpty() ? deciding.trouble() : away;
    return why.isEmpty() ? overview.troubles() : new TreeMap<>(Map.of("kafka", why));
  }

  @Override
  public Optional<String> engines() {
    return Optional.of(overview.words());
  }

  @Override
  public SortedMap<String, Long> losses() {
    return new TreeMap<>(Map.of("kafka records put aside", deciding.aside() + aside.count()));
  }

  @Override
  public void close() {
    closed = true;
    opening.interrupt();
    join(opening);
    overview.close();
    deciding.close();
    taking.close();
    storing.close();
    join(telling);
    facts.close();
    entrance.close();
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
