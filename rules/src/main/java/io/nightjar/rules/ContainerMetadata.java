package io.nightjar.rules;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the container of a process beside its id; all texts come from the cluster and
 * may be an attacker's choice. An empty text and a null mean "not known", and a field that needs
 * them is then missing.
 *
 * @param image as the pod names it: {@code docker.io/library/nginx:1.27}
 * @param imageRepository the image without tag and digest
 * @param runtime {@code containerd}, {@code cri-o}, {@code docker} …
 * @param privileged null if not known
 */
public record ContainerMetadata(
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

  /** For a container that nothing is known of, and for processes of the host. */
  public static final ContainerMetadata UNKNOWN =
      new ContainerMetadata("", "", "", "", "", null, "", "", "", new TreeMap<>());

  public ContainerMetadata {
    podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
  }

  /** Metadata of a pod's container; repository and tag are taken out of the image. */
  public static ContainerMetadata ofPod(
      String name,
      String image,
      @Nullable Boolean privileged,
      String podName,
      String podUid,
      String namespace,
      Map<String, String> podLabels) {
    String withoutDigest = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
    int colon = withoutDigest.lastIndexOf(':');
    // a colon before the last slash is the port of the registry
    boolean tagged = colon > withoutDigest.lastIndexOf('/');
    return new ContainerMetadata(
        name,
        image,
        tagged ? withoutDigest.substring(0, colon) : withoutDigest,
        tagged ? withoutDigest.substring(colon + 1) : "",
        "",
        privileged,
        podName,
        podUid,
        namespace,
        new TreeMap<>(podLabels));
  }
}
