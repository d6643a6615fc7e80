package io.nightjar.detect;

import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.rules.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts a match and what is known around it into one flat detection. */
public final class DetectionBuilder {

  private final String node;
  private final WrittenDirectories writes;
  private final Duration clockOffset;
  private final PlaceLookup places;

  /** Where namespaces are not watched. */
  public DetectionBuilder(String node, WrittenDirectories writes, Duration clockOffset) {
    this(node, writes, clockOffset, PlaceLookup.NONE);
  }

  /**
   * @param node name of the node that the events come from
   * @param clockOffset how far Nightjar's clock is ahead of the kernel's
   * @param places knows the labels of namespaces
   */
  public DetectionBuilder(
      String node, WrittenDirectories writes, Duration clockOffset, PlaceLookup places) {
    this.node = node;
    this.writes = writes;
    this.clockOffset = clockOffset;
    this.places = places;
  }

  /**
   * @param process of the event; null where it is not known
   */
  public Detection build(
      EventView event,
      @Nullable ProcessInfo process,
      ContainerIdentity identity,
      ContainerContext context,
      Match match) {
    PodInfo pod = context.pod();
    ContainerInfo container = context.container();
    Instant time = Instant.ofEpochSecond(0, event.timestampNanos()).plus(clockOffset);
    return new Detection(
        DetectionId.of(
            node, match.rule().name(), match.rule().source(), time, event.tid(), match.output()),
        match.rule().name(),
        Priority.valueOf(match.rule().priority().name()),
        match.rule().source(),
        new TreeSet<>(match.rule().tags()),
        time,
        match.output(),
        present(match.fields()),
        node,
        process == null ? null : reference(process),
        identity.containerId(),
        container == null ? "" : container.name(),
        container == null ? "" : container.image(),
        container != null && container.privileged(),
        pod == null ? identity.podUid() : pod.pod().uid(),
        pod == null ? "" : pod.pod().name(),
        pod == null ? "" : pod.pod().namespace(),
        pod == null ? Map.of() : pod.labels(),
        pod == null ? null : pod.workload(),
        writes.of(identity.containerId()),
        pod == null ? Map.of() : namespaceLabels(pod.pod().namespace()));
  }

  private Map<String, String> namespaceLabels(String namespace) {
    return places.namespaceLabels(namespace);
  }

  private static ProcessRef reference(ProcessInfo process) {
    return new ProcessRef(
        process.tgid(),
        process.startTimeTicks(),
        process.name(),
        process.exePath(),
        process.commandLine(),
        process.uid(),
        process.ancestors().stream().map(ProcessInfo::name).toList());
  }

  private static SortedMap<String, Object> present(Map<String, ? extends @Nullable Object> fields) {
    SortedMap<String, Object> present = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            present.put(name, value);
          }
        });
    return present;
  }
}
