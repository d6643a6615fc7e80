package io.nightjar.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.nightjar.detect.ClusterEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the warnings among the Events of all namespaces; those of {@code events.k8s.io} are the
 * same objects. Needs {@code list} and {@code watch} on events. It keeps no more of them than name,
 * UID and count; after a lost connection it catches up by itself.
 */
public final class EventWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventWatch.class);

  private final SharedIndexInformer<Event> informer;
  private volatile String failure = "";
  private volatile boolean listed;

  private EventWatch(KubernetesClient client, Consumer<ClusterEvent> each) {
    informer =
        client.v1().events().inAnyNamespace().withField("type", "Warning").runnableInformer(0);
    informer.itemStore(
        new ReducedStateItemStore<>(
            ReducedStateItemStore.NAME_KEY_STATE,
            Event.class,
            client.getKubernetesSerialization(),
            "metadata.uid",
            "metadata.name"));
    informer.addEventHandler(new Handler(each));
    informer.exceptionHandler(
        (started, problem) -> {
          failure = String.valueOf(problem.getMessage());
          log.warn("watching Events failed, trying again: {}", problem.toString());
          return true;
        });
  }

  /**
   * Starts to watch; returns at once.
   *
   * @param each gets every warning, and again whenever it happened again; on the watch's thread
   */
  public static EventWatch start(KubernetesClient client, Consumer<ClusterEvent> each) {
    EventWatch watch = new EventWatch(client, each);
    watch
        .informer
        .start()
        .whenComplete(
            (nothing, problem) -> {
              if (problem != null) {
                watch.failure = String.valueOf(problem.getMessage());
                log.error("Events cannot be watched", problem);
              }
            });
    return watch;
  }

  /** Whether they were listed and are watched. */
  public boolean works() {
    return listed && informer.isWatching();
  }

  /** What went wrong last; empty where nothing did. */
  public String failure() {
    return failure;
  }

  @Override
  public void close() {
    informer.stop();
  }

  private final class Handler implements ResourceEventHandler<Event> {
    private final Consumer<ClusterEvent> each;

    Handler(Consumer<ClusterEvent> each) {
      this.each = each;
    }

    @Override
    public void onAdd(Event event) {
      hand(event);
    }

    @Override
    public void onUpdate(Event before, Event now) {
      hand(now);
    }

    @Override
    public void onDelete(Event event, boolean lastStateUnknown) {}

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      listed = true;
    }

    /** One that cannot be read must not end the watch. */
    private void hand(Event event) {
      try {
        ClusterEvent read = read(event);
        if (read != null) {
          each.accept(read);
        }
      } catch (RuntimeException e) {
        log.debug("an Event could not be read", e);
      }
    }
  }

  static @Nullable ClusterEvent read(Event event) {
    ObjectReference about = event.getInvolvedObject();
    Instant last = last(event);
    if (about == null || last == null || event.getReason() == null) {
      return null;
    }
    int series = event.getSeries() == null ? 0 : orZero(event.getSeries().getCount());
    String component = event.getSource() == null ? null : event.getSource().getComponent();
    return new ClusterEvent(
        text(event.getMetadata().getUid()),
        event.getReason(),
        text(event.getMessage()),
        Math.max(1, Math.max(series, orZero(event.getCount()))),
        last,
        text(about.getKind()),
        text(about.getNamespace()),
        text(about.getName()),
        text(about.getUid()),
        component == null ? text(event.getReportingComponent()) : component);
  }

  private static @Nullable Instant last(Event event) {
    String series =
        event.getSeries() == null || event.getSeries().getLastObservedTime() == null
            ? null
            : event.getSeries().getLastObservedTime().getTime();
    String precise = event.getEventTime() == null ? null : event.getEventTime().getTime();
    for (String time :
        new @Nullable String[] {
          series, event.getLastTimestamp(), precise, event.getMetadata().getCreationTimestamp()
        }) {
      if (time != null && !time.isEmpty()) {
        return instant(time);
      }
    }
    return null;
  }

  private static @Nullable Instant instant(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static int orZero(@Nullable Integer count) {
    return Objects.requireNonNullElse(count, 0);
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
