package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.rules.ContainerMetadata;
import java.util.Map;

/** A container in which something happened. */
record Place(
    String image,
    boolean privileged,
    String container,
    String pod,
    String namespace,
    Map<String, String> labels) {

  static Place of(Detection detection) {
    return new Place(
        detection.image(),
        detection.privileged(),
        detection.containerName(),
        detection.podName(),
        detection.namespace(),
        detection.podLabels());
  }

  /** Whether rules cannot tell the two apart. */
  boolean isLike(Place other) {
    return image.equals(other.image)
        && container.equals(other.container)
        && namespace.equals(other.namespace);
  }

  ContainerMetadata metadata() {
    return ContainerMetadata.ofPod(container, image, privileged, pod, "", namespace, labels);
  }

  String words() {
    return "container " + container + " of " + image + " in " + namespace;
  }
}
