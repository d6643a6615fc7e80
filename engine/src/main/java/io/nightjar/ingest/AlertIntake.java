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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Takes alerts in: at the sender's rate, with what the cluster makes of them, durably. Returns when
 * they are on the disk; what is decided of them is not waited for. Thread safe.
 */
public final class AlertIntake implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final int PARKED_AT_MOST = 20_000;

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
    return new IngestRoute("/falco", new FalcoRoute(this)::take);
  }

  /** What posts as to Falco Talon; the same alerts. */
  public IngestRoute.Handler talonRoute() {
    return new FalcoRoute(this)::take;
  }

  /**
   * Waits until all of them are durable.
   *
   * @throws NotTaken when none is: they are counted, and raised once there is room
   */
  Taken take(List<FalcoAlert> alerts, Sender sender) {
    try {
      return tryTake(alerts, sender);
    } catch (NotTaken e) {
      (e.tooFast() ? counts.overRate : counts.notStored).add(alerts.size());
      Instant arrived = clock.instant();
      way.givenUp(
          wanted(alerts).stream()
              .map(alert -> detection(alert, sender, resolver.find(alert, sender), arrived))
              .toList());
      throw e;
    }
  }

  /**
   * The same for who hands them in again.
   *
   * @throws NotTaken when none is
   */
  Taken tryTake(List<FalcoAlert> alerts, Sender sender) {
    List<FalcoAlert> wanted = wanted(alerts);
    int ignored = alerts.size() - wanted.size();
    waitForTurn(wanted.size(), sender);
    Instant arrived = clock.instant();
    List<Detection> ready = new ArrayList<>();
    List<Parked> parked = new ArrayList<>();
    sort(wanted, sender, arrived, ready, parked);
    int fresh = stored(ready, parked);
    counts.health.add(ignored);
    counts.accepted.add(fresh);
    counts.known.add((long) wanted.size() - fresh);
    counts.waited.add(parked.size());
    return new Taken(fresh, wanted.size() - fresh, ignored);
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

  private void waitForTurn(int alerts, Sender sender) {
    SenderRate rate =
        rates.computeIfAbsent(
            sender, one -> new SenderRate(one.perSecond(), PATIENCE, System::nanoTime));
    long nanos = rate.take(alerts);
    if (nanos < 0) {
      throw new NotTaken(
          sender.name() + " hands in more than " + sender.perSecond() + " alerts a second", true);
    }
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many were not known before. */
  private int stored(List<Detection> ready, List<Parked> parked) {
    try {
      CompletableFuture<Integer> later = waiting.add(parked);
      List<Detection> fresh = way.accept(ready).join();
      int parkedFresh = later.join();
      tell(fresh);
      return fresh.size() + parkedFresh;
    } catch (StoreException | CompletionException e) {
      throw new NotTaken("the alerts could not be stored", false);
    }
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
    return way.accept(late).thenAccept(this::tell);
  }

  /** What people have to know of alerts, once of each. */
  private void tell(List<Detection> fresh) {
    for (Detection one : fresh) {
      SortedMap<String, Object> fields = one.fields();
      if (fields.containsKey(FalcoForm.OWN + "doubt")) {
        counts.doubted.increment();
        telling.doubted(one.field(FalcoForm.OWN + "sender"), one.field(FalcoForm.OWN + "doubt"));
      }
      if (fields.containsKey(FalcoForm.OWN + "clock.ahead.seconds")) {
        counts.ahead.increment();
        telling.ahead(
            one.field(FalcoForm.OWN + "hostname"),
            one.field(FalcoForm.OWN + "clock.ahead.seconds"));
      }
      counts.late.add(fields.containsKey(FalcoForm.OWN + "late.seconds") ? 1 : 0);
      counts.cut.add(fields.containsKey(FalcoForm.OWN + "cut") ? 1 : 0);
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
