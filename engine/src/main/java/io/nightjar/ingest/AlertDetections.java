package io.nightjar.ingest;

import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.detect.SensorLoss;
import io.nightjar.ingest.Whereabouts.Doubted;
import io.nightjar.ingest.Whereabouts.InPod;
import io.nightjar.ingest.Whereabouts.NotYet;
import io.nightjar.ingest.Whereabouts.Outside;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns an alert and what the cluster makes of it into a detection. What is doubted has no pod, no
 * workload, no process and no node: there is nothing that anybody could act on by it. A process is
 * only described, never identified, for Falco does not tell when it started in the kernel's ticks.
 */
final class AlertDetections {

  /** More than clocks that are kept differ by. */
  private static final Duration AHEAD_AT_MOST = Duration.ofMinutes(1);

  private static final Duration LATE = Duration.ofMinutes(5);
  private static final int ANCESTORS_AT_MOST = 8;

  private final PlaceLookup places;
  private final Function<String, List<String>> writtenDirectories;
  private final Duration clockOffset;

  /**
   * @param writtenDirectories that a container was seen to write to, by its id
   * @param clockOffset how far Nightjar's clock is ahead of the machine's
   */
  AlertDetections(
      PlaceLookup places, Function<String, List<String>> writtenDirectories, Duration clockOffset) {
    this.places = places;
    this.writtenDirectories = writtenDirectories;
    this.clockOffset = clockOffset;
  }

  /**
   * @param arrived by Nightjar's clock
   */
  Detection of(FalcoAlert alert, Sender sender, Whereabouts where, Instant arrived) {
    SortedMap<String, Object> fields = new TreeMap<>(alert.fields());
    fields.put(FalcoForm.OWN + "sender", sender.name());
    put(fields, "hostname", alert.hostname());
    put(fields, "cut", String.join(",", alert.cut()));
    Instant time = time(alert.time().plus(clockOffset), arrived, fields);
    return switch (where) {
      case InPod in -> inPod(alert, in, time, fields);
      case Outside outside -> outside(alert, outside, time, fields);
      case NotYet notYet -> outside(alert, notYet.now(), time, fields);
      case Doubted doubted -> {
        put(fields, "doubt", doubted.why());
        yield outside(alert, new Outside("", PodResolver.claimed(alert)), time, fields);
      }
    };
  }

  private static void put(SortedMap<String, Object> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(FalcoForm.OWN + name, value);
    }
  }

  /** Windows are measured by it, so a clock that is ahead is not followed. */
  private static Instant time(Instant told, Instant arrived, SortedMap<String, Object> fields) {
    if (told.isAfter(arrived.plus(AHEAD_AT_MOST))) {
      fields.put(
          FalcoForm.OWN + "clock.ahead.seconds", Duration.between(arrived, told).toSeconds());
      return arrived;
    }
    if (told.isBefore(arrived.minus(LATE))) {
      fields.put(FalcoForm.OWN + "late.seconds", Duration.between(told, arrived).toSeconds());
    }
    return told;
  }

  private Detection inPod(
      FalcoAlert alert, InPod in, Instant time, SortedMap<String, Object> fields) {
    PodInfo pod = in.pod();
    ContainerInfo container = in.container();
    return new Detection(
        AlertIdentity.of(alert),
        alert.rule(),
        alert.priority(),
        alert.source(),
        alert.tags(),
        time,
        alert.output(),
        fields,
        pod.node(),
        process(alert),
        in.containerId(),
        container == null ? alert.field("container.name") : container.name(),
        container == null ? image(alert) : container.image(),
        container != null && container.privileged(),
        pod.pod().uid(),
        pod.pod().name(),
        pod.pod().namespace(),
        pod.labels(),
        pod.workload(),
        in.containerId().isEmpty() ? List.of() : writtenDirectories.apply(in.containerId()),
        places.namespaceLabels(pod.pod().namespace()));
  }

  private static Detection outside(
      FalcoAlert alert, Outside outside, Instant time, SortedMap<String, Object> fields) {
    boolean loss = SensorHealth.isLoss(alert);
    if (loss) {
      SensorHealth.countInto(fields, alert);
    }
    return new Detection(
        AlertIdentity.of(alert),
        loss ? SensorLoss.RULE : alert.rule(),
        loss ? Priority.CRITICAL : alert.priority(),
        alert.source(),
        loss ? SensorHealth.tags(alert) : alert.tags(),
        time,
        alert.output(),
        fields,
        outside.node(),
        process(alert),
        outside.containerId(),
        alert.field("container.name"),
        image(alert),
        false,
        "",
        alert.field("k8s.pod.name"),
        alert.field("k8s.ns.name"),
        Map.of(),
        null,
        List.of(),
        Map.of());
  }

  private static String image(FalcoAlert alert) {
    String repository = alert.field("container.image.repository");
    String tag = alert.field("container.image.tag");
    return repository.isEmpty() || tag.isEmpty() ? repository : repository + ":" + tag;
  }

  /** For people and conditions; no action can mean it. */
  private static @Nullable ProcessRef process(FalcoAlert alert) {
    String name = alert.field("proc.name");
    if (name.isEmpty()) {
      return null;
    }
    String path = alert.field("proc.exepath");
    return new ProcessRef(
        Math.clamp(alert.number("proc.pid", 0), 0, Integer.MAX_VALUE),
        0,
        name,
        path.isEmpty() ? alert.field("proc.exe") : path,
        alert.field("proc.cmdline"),
        alert.number("user.uid", -1),
        ancestors(alert));
  }

  /** As far as they are told without a gap. */
  private static List<String> ancestors(FalcoAlert alert) {
    List<String> names = new ArrayList<>();
    String parent = alert.field("proc.pname");
    for (int step = 1; step <= ANCESTORS_AT_MOST; step++) {
      String name = alert.field("proc.aname[" + step + "]");
      String told = step == 1 && name.isEmpty() ? parent : name;
      if (told.isEmpty()) {
        break;
      }
      names.add(told);
    }
    return names;
  }
}
