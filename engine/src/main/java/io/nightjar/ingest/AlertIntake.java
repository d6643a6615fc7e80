package io.nightjar.ingest;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.SensorLoss;
import io.nightjar.ingest.Whereabouts.NotYet;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Takes alerts in: at the sender's rate, with what the cluster makes of them, durably. Done when
 * they are on the disk; what is decided of them is not waited for. Thread safe.
 */
public final class AlertIntake implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final int PARKED_AT_MOST = 20_000;
  private static final Executor OWN_THREAD =
      task -> Thread.ofVirtual().name("alert-intake").start(task);

  private static final String DOUBT = FalcoForm.OWN + "doubt";
  private static final String AHEAD = FalcoForm.OWN + "clock.ahead.seconds";
  private static final String LATE = FalcoForm.OWN + "late.seconds";
  private static final String CUT = FalcoForm.OWN + "cut";
  private static final List<String> ODD = List.of(DOUBT, AHEAD, LATE, CUT);

  /**
   * What the cluster says.
   *
   * @param writtenDirectories that a container was seen to write to, by its id
   */
  public record Cluster(
      PodLookup pods, PlaceLookup places, Function<String, List<String>> writtenDirectories) {}

  /** Why nothing of what was handed in was taken. */
  static final class NotTaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean tooFast;

    NotTaken(String message, boolean tooFast) {
      super(message, null, false, false);
      this.tooFast = tooFast;
    }

    boolean tooFast() {
      return tooFast;
    }
  }

  private final PodResolver resolver;
  private final AlertDetections detections;
  private final AlertWay way;
  private final IngestTelling telling;
  private final InstantSource clock;
  private final WaitingAlerts waiting;
  private final StrangeContainers strangers;
  private final AlertCounts counts = new AlertCounts();
  private final Map<Sender, SenderRate> rates = new ConcurrentHashMap<>();

  AlertIntake(
      Cluster cluster,
      AlertWay way,
      ParkedTable parked,
      InstantSource clock,
      Duration clockOffset) {
    this.resolver =
        new PodResolver(cluster.pods(), new Nodes(cluster.pods(), cluster.places(), clock));
    this.detections =
        new AlertDetections(cluster.places(), cluster.writtenDirectories(), clockOffset);
    this.way = way;
    this.telling = new IngestTelling(way, clock);
    this.clock = clock;
    this.strangers = new StrangeContainers(clock);
    this.waiting = new WaitingAlerts(parked, this::isKnown, this::takeParked, clock);
  }

  /**
   * Takes up what an earlier run left waiting.
   *
   * @param clockOffset how far the clock is ahead of the machine's
   */
  public static AlertIntake start(
      Cluster cluster, AlertWay way, Database database, InstantSource clock, Duration clockOffset) {
    AlertIntake intake =
        new AlertIntake(cluster, way, new ParkedTable(database), clock, clockOffset);
    intake.waiting.start();
    return intake;
  }

  /** What Falco and Falcosidekick post to. */
  public IngestRoute route() {
    return new IngestRoute("/falco", new FalcoRoute(this)::take, true);
  }

  /** What posts as to Falco Talon; the same alerts. */
  public IngestRoute talonRoute() {
    return new IngestRoute("", new FalcoRoute(this)::take, true);
  }

  /**
   * Done when all of them are durable; returns at once. It fails with a {@link NotTaken} when none
   * is: they are counted, and raised once there is room.
   */
  CompletableFuture<Taken> take(List<FalcoAlert> alerts, Sender sender) {
    return trying(alerts, sender)
        .whenComplete(
            (taken, failure) -> {
              if (failure != null) {
                lost(alerts, sender, failure);
              }
            });
  }

  private void lost(List<FalcoAlert> alerts, Sender sender, Throwable why) {
    (unwrapped(why) instanceof NotTaken e && e.tooFast() ? counts.overRate : counts.notStored)
        .add(alerts.size());
    Instant arrived = clock.instant();
    way.givenUp(
        wanted(alerts).stream()
            .map(alert -> detection(alert, sender, resolver.find(alert, sender), arrived))
            .toList());
  }

  /**
   * The same for who hands them in again; waits until all of them are durable.
   *
   * @throws NotTaken when none is
   */
  Taken tryTake(List<FalcoAlert> alerts, Sender sender) {
    return joined(trying(alerts, sender));
  }

  /**
   * What a future comes to.
   *
   * @throws NotTaken where it failed with that
   */
  static Taken joined(CompletableFuture<Taken> taken) {
    try {
      return taken.join();
    } catch (CompletionException e) {
      throw unwrapped(e) instanceof NotTaken why ? why : e;
    }
  }

  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private CompletableFuture<Taken> trying(List<FalcoAlert> alerts, Sender sender) {
    List<FalcoAlert> wanted = wanted(alerts);
    long nanos = rate(sender).take(wanted.size());
    if (nanos < 0) {
      return CompletableFuture.failedFuture(
          new NotTaken(
              sender.name() + " hands in more than " + sender.perSecond() + " alerts a second",
              true));
    }
    CompletableFuture<Integer> stored =
        nanos == 0
            ? stored(wanted, sender)
            : CompletableFuture.completedFuture(wanted)
                .thenComposeAsync(some -> stored(some, sender), later(nanos));
    int ignored = alerts.size() - wanted.size();
    return stored.thenApply(
        fresh -> {
          counts.health.add(ignored);
          counts.accepted.add(fresh);
          counts.known.add((long) wanted.size() - fresh);
          return new Taken(fresh, wanted.size() - fresh, ignored);
        });
  }

  private SenderRate rate(Sender sender) {
    return rates.computeIfAbsent(
        sender, one -> new SenderRate(one.perSecond(), PATIENCE, System::nanoTime));
  }

  private static Executor later(long nanos) {
    return CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, OWN_THREAD);
  }

  private static List<FalcoAlert> wanted(List<FalcoAlert> alerts) {
    return alerts.stream().filter(alert -> !SensorHealth.isMetrics(alert)).toList();
  }

  private void sort(
      List<FalcoAlert> alerts,
      Sender sender,
      Instant arrived,
      List<Detection> ready,
      List<Parked> parked) {
    for (FalcoAlert alert : alerts) {
      Whereabouts where = resolver.find(alert, sender);
      if (where instanceof NotYet young
          && strangers.isWorthWaitingFor(young.now().containerId())
          && waiting.size() < PARKED_AT_MOST) {
        parked.add(Parked.of(alert, sender, arrived));
      } else {
        ready.add(detection(alert, sender, where, arrived));
      }
    }
  }

  private Detection detection(FalcoAlert alert, Sender sender, Whereabouts where, Instant arrived) {
    return detections.of(alert, sender, where, arrived);
  }

  /** How many were not known before, once all are durable. */
  private CompletableFuture<Integer> stored(List<FalcoAlert> alerts, Sender sender) {
    List<Detection> ready = new ArrayList<>();
    List<Parked> parked = new ArrayList<>();
    sort(alerts, sender, clock.instant(), ready, parked);
    CompletableFuture<Integer> waits = parked(parked);
    CompletableFuture<Integer> taken;
    try {
      taken = way.accept(ready).thenCompose(this::told);
    } catch (StoreException e) {
      taken = CompletableFuture.failedFuture(e);
    }
    return taken
        .thenCombine(waits, Integer::sum)
        .exceptionallyCompose(
            e ->
                CompletableFuture.failedFuture(
                    new NotTaken("the alerts could not be stored", false)));
  }

  private CompletableFuture<Integer> parked(List<Parked> some) {
    if (some.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    counts.waited.add(some.size());
    return CompletableFuture.completedFuture(some).thenComposeAsync(waiting::add, OWN_THREAD);
  }

  /** Whoever says that alerts are durable must not wait for what people are told of them. */
  private CompletableFuture<Integer> told(List<Detection> fresh) {
    if (fresh.stream().noneMatch(AlertIntake::isOdd)) {
      return CompletableFuture.completedFuture(fresh.size());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          tell(fresh);
          return fresh.size();
        },
        OWN_THREAD);
  }

  private static boolean isOdd(Detection one) {
    return one.rule().equals(SensorLoss.RULE)
        || ODD.stream().anyMatch(name -> one.fields().containsKey(name));
  }

  private boolean isKnown(Parked parked) {
    return !(resolver.find(parked.alert(), parked.by()) instanceof NotYet);
  }

  private CompletableFuture<?> takeParked(List<Parked> due) {
    List<Detection> late =
        due.stream()
            .map(
                one ->
                    detection(
                        one.alert(), one.by(), resolver.find(one.alert(), one.by()), one.arrived()))
            .toList();
    return way.accept(late).thenCompose(this::told);
  }

  /** What people have to know of alerts, once of each. */
  private void tell(List<Detection> fresh) {
    for (Detection one : fresh) {
      SortedMap<String, Object> fields = one.fields();
      if (fields.containsKey(DOUBT)) {
        counts.doubted.increment();
        telling.doubted(one.field(FalcoForm.OWN + "sender"), one.field(DOUBT));
      }
      if (fields.containsKey(AHEAD)) {
        counts.ahead.increment();
        telling.ahead(one.field(FalcoForm.OWN + "hostname"), one.field(AHEAD));
      }
      counts.late.add(fields.containsKey(LATE) ? 1 : 0);
      counts.cut.add(fields.containsKey(CUT) ? 1 : 0);
      if (one.rule().equals(SensorLoss.RULE) && fields.get("lost") instanceof Long lost) {
        telling.lost(one.node(), lost);
      }
    }
  }

  WaitingAlerts waiting() {
    return waiting;
  }

  void unreadable(int count) {
    counts.unreadable.add(count);
  }

  /** As counted since the start, by a name for people. */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> all = new TreeMap<>(counts.counters());
    all.put("ingest.waiting for their pod", (long) waiting.size());
    return all;
  }

  /** What did not become a detection although somebody sent it. */
  public SortedMap<String, Long> losses() {
    return counts.losses();
  }

  @Override
  public void close() {
    waiting.close();
  }
}
