package io.nightjar.cli.capture;

import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.Recording;
import io.nightjar.rules.ContainerMetadata;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Containers as a capture has them, in the form that rules read. One thread. */
final class RecordedMetadata {
  private static final int MAX_KNOWN = 1 << 16;

  private final Recording recording;
  private final Map<String, Known> known = new HashMap<>();

  RecordedMetadata(Recording recording) {
    this.recording = recording;
  }

  ContainerMetadata of(ContainerIdentity identity) {
    RecordedContainer container =
        identity.isHost() ? null : recording.container(identity.containerId());
    if (container == null) {
      return ContainerMetadata.UNKNOWN;
    }
    Known before = known.get(container.id());
    if (before != null && before.container.equals(container)) {
      return before.metadata;
    }
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    ContainerMetadata metadata = toMetadata(container);
    known.put(container.id(), new Known(container, metadata));
    return metadata;
  }

  /** What the cluster knows of a container, for a capture; null when it is nothing. */
  static @Nullable RecordedContainer fromMetadata(
      ContainerIdentity identity, ContainerMetadata metadata) {
    return metadata.equals(ContainerMetadata.UNKNOWN)
        ? null
        : new RecordedContainer(
            identity.containerId(),
            metadata.name(),
            metadata.image(),
            metadata.imageRepository(),
            metadata.imageTag(),
            metadata.runtime(),
            metadata.privileged(),
            metadata.podName(),
            metadata.podUid(),
            metadata.namespace(),
            metadata.podLabels());
  }

  private static ContainerMetadata toMetadata(RecordedContainer container) {
    return new ContainerMetadata(
        container.name(),
        container.image(),
        container.imageRepository(),
        container.imageTag(),
        container.runtime(),
        container.privileged(),
        container.podName(),
        container.podUid(),
        container.namespace(),
        container.podLabels());
  }

  private record Known(RecordedContainer container, ContainerMetadata metadata) {}
}
