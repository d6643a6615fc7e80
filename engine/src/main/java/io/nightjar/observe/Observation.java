package io.nightjar.observe;

import io.nightjar.config.ObserveConfig;
import io.nightjar.http.Door;
import io.nightjar.http.FeedItem;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.http.Status;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.CommitListener;
import io.nightjar.store.Database;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that Nightjar tells of itself to those who watch over it. It hears of everything from the
 * start; what can be read of it is there once {@link #open} was called.
 */
public final class Observation implements ResponseListener, CommitListener, AutoCloseable {

  private static final int NO_BODY = 0;

  private final ObserveConfig config;
  private final InstantSource clock;
  private final LiveMetrics live;
  private final ResponseTraces traces;
  private final Lives lives = new Lives();
  private volatile @Nullable Instant lastCommit;
  private @Nullable Looks looks;
  private @Nullable Metrics metrics;

  /**
   * @param traces where the spans of responses go
   */
  public Observation(ObserveConfig config, ResponseTraces traces, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.live = new LiveMetrics(config.metrics().rulesAtMost(), clock);
    this.traces = traces;
  }

  /** Something was published; on any thread. */
  public void saw(FeedItem item) {
    switch (item) {
      case FeedItem.Detected detected -> {
        live.detected(detected.detection());
        traces.detected(detected.detection(), clock.instant());
      }
      case FeedItem.Told told -> live.told(told.notice());
      case FeedItem.Changed changed -> {}
    }
  }

  @Override
  public void changed(Response response, @Nullable ResponseState previous) {
    live.changed(response, previous, lives);
    traces.changed(response, previous, lives);
    lives.note(response);
  }

  @Override
  public void escalated(Response response) {
    live.escalated(response);
  }

  @Override
  public void committed(long nanos, int steps) {
    live.committed(nanos, steps);
    lastCommit = clock.instant();
  }

  /**
   * What is served.
   *
   * @param sections for everybody
   * @param guarded behind the door of the control API
   */
  public record Pages(List<Section> sections, List<Function<Door, Section>> guarded) {
    public Pages {
      sections = List.copyOf(sections);
      guarded = List.copyOf(guarded);
    }
  }

  /**
   * Begins to look around.
   *
   * @param status asked at every scrape, with whether the cluster is reachable
   * @param cluster whether the API server answers; may take long
   * @param alive what a restart would mend
   * @param ready what has to be well for Nightjar to be of use, beside store and cluster
   */
  public Pages open(
      Database database,
      Function<Boolean, Status> status,
      BooleanSupplier cluster,
      List<HealthCheck> alive,
      List<HealthCheck> ready) {
    Looks around = Looks.start(database, cluster);
    looks = around;
    Metrics all =
        new Metrics(() -> own(() -> status.apply(around.clusterReachable()), around::readings));
    metrics = all;
    List<HealthCheck> readiness = new ArrayList<>();
    readiness.add(
        new HealthCheck(
            "store", () -> around.storeWritable() ? "" : "the store does not take a transaction"));
    readiness.add(
        new HealthCheck(
            "cluster", () -> around.clusterReachable() ? "" : "the API server does not answer"));
    readiness.addAll(ready);
    HealthPages health = new HealthPages();
    List<Section> open = new ArrayList<>();
    open.add(health.section("/healthz", alive));
    open.add(health.section("/livez", alive));
    open.add(health.section("/readyz", readiness));
    if (config.metrics().open()) {
      open.add(metrics(all, HealthPages.OPEN, null));
      return new Pages(open, List.of());
    }
    return new Pages(open, List.of(door -> metrics(all, door, Permission.VIEW)));
  }

  /** The same for a port of their own, where everybody may read them. */
  public List<Section> onOwnPort(Pages pages) {
    List<Section> open = new ArrayList<>(pages.sections());
    Metrics all = metrics;
    if (all != null && !config.metrics().open()) {
      open.add(metrics(all, HealthPages.OPEN, null));
    }
    return open;
  }

  private static Section metrics(Metrics all, Door door, @Nullable Permission permission) {
    return Section.of(
        "/metrics",
        door,
        NO_BODY,
        List.of(
            Route.get(
                "",
                permission,
                call -> {
                  Metrics.Page page = all.page(call.incoming().header("Accept"));
                  return new Reply.Content(
                      200,
                      page.contentType(),
                      page.text().getBytes(StandardCharsets.UTF_8),
                      Map.of());
                })));
  }

  List<MetricSnapshot> own(Supplier<Status> status, Supplier<Readings> readings) {
    List<MetricSnapshot> all = new ArrayList<>(live.snapshots());
    all.addAll(StatusMetrics.of(status.get(), readings.get(), lastCommit));
    return all;
  }

  /** What was lost, by the place where it was. */
  public SortedMap<String, Long> losses() {
    SortedMap<String, Long> losses = new TreeMap<>();
    traces.lost().ifPresent(lost -> losses.put("traces", lost));
    return losses;
  }

  @Override
  public void close() {
    Looks around = looks;
    if (around != null) {
      around.close();
    }
    Metrics all = metrics;
    if (all != null) {
      all.close();
    }
    traces.close();
  }
}
