package io.nightjar.driver;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a capture says of a container. All texts are hostile; an empty one and a null mean "not
 * known".
 *
 * @param id 64 hex digits, or as many as the capture has
 * @param image as it was asked for, {@code docker.io/library/nginx:1.27}
 * @param runtime {@code containerd}, {@code cri-o}, {@code docker} …
 */
public record RecordedContainer(
    String id,
    String name,
    String image,
    String imageRepository,
    String imageTag,
    String runtime,
    @Nullable Boolean privileged,
    String podName,
    String podUid,
    String namespace,
    SortedMap<String, String> podLabels) {

  public RecordedContainer {
    podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
  }
}
