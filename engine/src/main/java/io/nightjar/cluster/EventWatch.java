package io.nightjar.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.cluster.Watch;
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

  private final Watch watch;

  private EventWatch(Watch watch) {
    this.watch = watch;
  }

  /**
   * Starts to watch; returns at once.
   *
   * @param each gets every warning, and again whenever it happened again; on the watch's thread
   */
  public static EventWatch start(KubernetesClient client, Consumer<ClusterEvent> each) {
    return new EventWatch(
        Watch.start(
            client,
            Event.class,
            client.v1().events().inAnyNamespace().withField("type", "Warning"),
            event -> hand(event, each),
            gone -> {},
            () -> {}));
  }

  /** Whether they were listed and are watched. */
  public boolean works() {
    return watch.works();
  }

  /** What went wrong last; empty where nothing did. */
  public String failure() {
    return watch.failure();
  }

  @Override
  public void close() {
    watch.close();
  }

  /** One that cannot be read must not end the watch. */
  private static void hand(Event event, Consumer<ClusterEvent> each) {
    try {
      ClusterEvent read = read(event);
      if (read != null) {
        each.accept(read);
      }
    } catch (RuntimeException e) {
      log.debug("an Event could not be read", e);
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
