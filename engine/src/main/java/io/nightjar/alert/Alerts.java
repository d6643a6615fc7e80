package io.nightjar.alert;

import io.nightjar.config.Durations;
import io.nightjar.config.FalcoConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every alert to every output. Apart from decisions: what an output does or fails to do never
 * reaches the one who offers. What is lost is counted by the place where it was lost, and told: the
 * first loss within a second, what follows summed up at most twice a minute.
 */
public final class Alerts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Alerts.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final long LOOK_SECONDS = 1;
  private static final String RATE = "over outputs.rate";

  /** Takes what people have to know. */
  @FunctionalInterface
  public interface Telling {
    /**
     * @param alerts lost since it was last told
     * @param where names of places with their counts, and why
     */
    void lost(long alerts, String where);
  }

  private record InForce(FalcoConfig config, List<QueuedOutput> outputs, TokenBucket bucket) {}

  private final InstantSource clock;
  private final Telling telling;
  private final ScheduledExecutorService looks;
  private final AtomicLong overRate = new AtomicLong();
  private final SortedMap<String, Long> lostBefore = new TreeMap<>();
  private final SortedMap<String, Long> deliveredBefore = new TreeMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private final Set<String> stuck = new HashSet<>();
  private final List<QueuedOutput> leaving = new ArrayList<>();
  private @Nullable Instant toldAt;
  private volatile InForce inForce;

  private Alerts(
      AlertOutputs plan, InstantSource clock, Telling telling, ScheduledExecutorService looks) {
    this.clock = clock;
    this.telling = telling;
    this.looks = looks;
    this.inForce = new InForce(plan.config(), made(plan.planned()), bucket(plan.config()));
    inForce.outputs().forEach(output -> output.start(List.of()));
  }

  /** Begins with these outputs, and looks at them once a second. */
  public static Alerts start(AlertOutputs plan, InstantSource clock, Telling telling) {
    Alerts alerts = manual(plan, clock, telling);
    var unused =
        alerts.looks.scheduleWithFixedDelay(
            alerts::survivingLook, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return alerts;
  }

  /** One whose looks are its caller's. */
  static Alerts manual(AlertOutputs plan, InstantSource clock, Telling telling) {
    return new Alerts(
        plan,
        clock,
        telling,
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("alerts-look").factory()));
  }

  private List<QueuedOutput> made(List<AlertOutputs.Planned> planned) {
    return planned.stream().map(each -> new QueuedOutput(each, clock)).toList();
  }

  private TokenBucket bucket(FalcoConfig config) {
    return new TokenBucket(config.outputs().rate(), config.outputs().maxBurst(), clock);
  }

  /** Hands an alert to every output; returns at once. */
  public void offer(Alert alert) {
    InForce now = inForce;
    if (now.outputs().isEmpty()) {
      return;
    }
    // what people decide is no flood, and must not drown in one
    if (!(alert instanceof Alert.Changed) && !now.bucket().take()) {
      overRate.incrementAndGet();
      return;
    }
    for (QueuedOutput output : now.outputs()) {
      output.offer(alert);
    }
  }

  /**
   * Goes on with other outputs. One whose settings are the same is not touched; one of the same
   * name takes over what waits for it; one that is gone delivers what waits, for some seconds.
   */
  public synchronized void use(AlertOutputs next) {
    List<QueuedOutput> before = inForce.outputs();
    List<QueuedOutput> outputs = new ArrayList<>();
    List<QueuedOutput> fresh = new ArrayList<>();
    for (AlertOutputs.Planned plan : next.planned()) {
      QueuedOutput same = at(before, plan.place());
      if (same != null && same.plan().settings().equals(plan.settings())) {
        plan.output().close();
        outputs.add(same);
      } else {
        fresh.add(new QueuedOutput(plan, clock));
      }
    }
    outputs.addAll(fresh);
    boolean sameRate = next.config().outputs().equals(inForce.config().outputs());
    inForce =
        new InForce(
            next.config(),
            List.copyOf(outputs),
            sameRate ? inForce.bucket() : bucket(next.config()));
    List<QueuedOutput> old = before.stream().filter(each -> !outputs.contains(each)).toList();
    leaving.addAll(old);
    old.parallelStream().forEach(each -> succeed(each, at(fresh, each.place())));
    fresh.stream()
        .filter(each -> at(before, each.place()) == null)
        .forEach(each -> each.start(List.of()));
    for (QueuedOutput output : old) {
      stuck.remove(output.name());
      lostBefore.merge(output.place(), output.lost(), Long::sum);
      deliveredBefore.merge(output.place(), output.delivered(), Long::sum);
    }
    leaving.removeAll(old);
  }

  private static void succeed(QueuedOutput old, @Nullable QueuedOutput heir) {
    if (heir == null) {
      old.close();
    } else {
      heir.start(old.leave());
    }
  }

  private static @Nullable QueuedOutput at(List<QueuedOutput> outputs, String place) {
    return outputs.stream().filter(each -> each.place().equals(place)).findFirst().orElse(null);
  }

  /** Opens files and kept programs anew. */
  public void reopen() {
    inForce.outputs().forEach(QueuedOutput::reopen);
  }

  /** Names of the outputs. */
  public List<String> names() {
    return inForce.outputs().stream().map(QueuedOutput::name).toList();
  }

  /** What each output took and what waits for it, by a name for people. */
  public synchronized SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>(deliveredBefore);
    leaving.forEach(output -> counters.merge(output.place(), output.delivered(), Long::sum));
    for (QueuedOutput output : inForce.outputs()) {
      counters.merge(output.place(), output.delivered(), Long::sum);
      counters.put(output.place() + " waiting", (long) output.waiting());
    }
    return counters;
  }

  /** What was lost since the start, by the place where it was lost. */
  public synchronized SortedMap<String, Long> losses() {
    SortedMap<String, Long> losses = new TreeMap<>(lostBefore);
    leaving.forEach(output -> losses.merge(output.place(), output.lost(), Long::sum));
    inForce.outputs().forEach(output -> losses.merge(output.place(), output.lost(), Long::sum));
    if (inForce.config().outputs().rate() > 0 || overRate.get() > 0) {
      losses.put("alerts " + RATE, overRate.get());
    }
    return losses;
  }

  private void survivingLook() {
    try {
      look();
    } catch (RuntimeException e) {
      // a store that fails for a moment must not end the looking
      log.error("what was lost of the alerts could not be told; it is tried again", e);
    }
  }

  /** Tells what was lost, and which output is stuck. */
  synchronized void look() {
    inForce.outputs().forEach(this::lookAt);
    Instant now = clock.instant();
    if (toldAt != null && now.isBefore(toldAt.plus(PAUSE))) {
      return;
    }
    SortedMap<String, Long> losses = losses();
    List<String> places = new ArrayList<>();
    long sum = 0;
    for (Map.Entry<String, Long> place : losses.entrySet()) {
      long fresh = place.getValue() - told.getOrDefault(place.getKey(), 0L);
      if (fresh > 0) {
        sum += fresh;
        places.add(place.getKey() + " " + fresh + why(place.getKey()));
      }
    }
    if (sum > 0) {
      toldAt = now;
      telling.lost(sum, String.join(", ", places));
      told.putAll(losses);
    }
  }

  private String why(String place) {
    return inForce.outputs().stream()
        .filter(output -> place.equals(output.place()))
        .map(QueuedOutput::why)
        .filter(why -> !why.isEmpty())
        .map(why -> " (" + why + ")")
        .findFirst()
        .orElse("");
  }

  private void lookAt(QueuedOutput output) {
    Duration limit = inForce.config().outputTimeout();
    Duration busy = output.busy();
    if (busy.compareTo(limit) <= 0) {
      stuck.remove(output.name());
    } else if (stuck.add(output.name())) {
      log.warn(
          "the {} output has been busy with one alert for {}, {} wait",
          output.name(),
          Durations.format(Duration.ofMillis(busy.toMillis())),
          output.waiting());
    }
  }

  /** Delivers what waits, for some seconds at most. */
  @Override
  public void close() {
    looks.shutdownNow();
    inForce.outputs().parallelStream().forEach(QueuedOutput::close);
  }
}
