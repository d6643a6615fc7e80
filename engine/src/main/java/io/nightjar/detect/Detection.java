package io.nightjar.detect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.nightjar.actions.WorkloadTarget;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A rule matched: what, when, which process, container, pod, workload and node. Flat, because
 * playbooks join on these names; a text that is not known is empty, never null.
 *
 * @param id hash of node, rule, source, time and fields: the same event gives the same id
 * @param time when the system call returned (kernel clock turned into wall time, nanoseconds)
 * @param tags sorted
 * @param fields the output fields of the rule, Falco's names; values are strings, numbers,
 *     booleans, lists, or absent
 * @param containerId full id, or empty for a process of the host
 * @param writtenDirectories directories that this container was seen to write to so far, sorted
 * @param namespaceLabels of the pod's namespace, as they were when it happened
 */
public record Detection(
    String id,
    String rule,
    Priority priority,
    String source,
    SortedSet<String> tags,
    Instant time,
    String output,
    SortedMap<String, Object> fields,
    String node,
    @Nullable ProcessRef process,
    String containerId,
    String containerName,
    String image,
    boolean privileged,
    String podUid,
    String podName,
    String namespace,
    Map<String, String> podLabels,
    @Nullable WorkloadTarget workload,
    List<String> writtenDirectories,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> namespaceLabels) {

  public Detection {
    rule = Shared.text(rule);
    source = Shared.text(source);
    tags = Shared.tags(tags);
    fields = FieldMap.copyOf(fields);
    node = Shared.text(node);
    containerId = Shared.text(containerId);
    containerName = Shared.text(containerName);
    image = Shared.text(image);
    podUid = Shared.text(podUid);
    podName = Shared.text(podName);
    namespace = Shared.text(namespace);
    // detections that were stored before they had these have none
    namespaceLabels = Objects.requireNonNullElse(namespaceLabels, Map.of());
  }

  /** Where the labels of the namespace are not known. */
  public Detection(
      String id,
      String rule,
      Priority priority,
      String source,
      SortedSet<String> tags,
      Instant time,
      String output,
      SortedMap<String, Object> fields,
      String node,
      @Nullable ProcessRef process,
      String containerId,
      String containerName,
      String image,
      boolean privileged,
      String podUid,
      String podName,
      String namespace,
      Map<String, String> podLabels,
      @Nullable WorkloadTarget workload,
      List<String> writtenDirectories) {
    this(
        id,
        rule,
        priority,
        source,
        tags,
        time,
        output,
        fields,
        node,
        process,
        containerId,
        containerName,
        image,
        privileged,
        podUid,
        podName,
        namespace,
        podLabels,
        workload,
        writtenDirectories,
        Map.of());
  }

  /** What Nightjar itself has to tell of a node, of no process, container or pod. */
  public static Detection ofNode(
      String id,
      String rule,
      Priority priority,
      SortedSet<String> tags,
      Instant time,
      String output,
      SortedMap<String, Object> fields,
      String node) {
    return new Detection(
        id,
        rule,
        priority,
        SensorLoss.SOURCE,
        tags,
        time,
        output,
        fields,
        node,
        null,
        "",
        "",
        "",
        false,
        "",
        "",
        "",
        Map.of(),
        null,
        List.of());
  }

  /** Epoch milliseconds, the timestamp that windows and sequences are measured by. */
  @JsonIgnore
  public long getTimeMillis() {
    return time.toEpochMilli();
  }

  /** UID of the workload, or empty. */
  @JsonIgnore
  public String getWorkloadUid() {
    return workload == null ? "" : workload.uid();
  }

  /** Name of the workload, or empty. */
  @JsonIgnore
  public String getWorkloadName() {
    return workload == null ? "" : workload.name();
  }

  /** {@code Deployment}, {@code StatefulSet} …, or empty. */
  @JsonIgnore
  public String getWorkloadKind() {
    return workload == null ? "" : workload.kind();
  }

  /** Command name of the process, or empty. */
  @JsonIgnore
  public String getProcessName() {
    return process == null ? "" : process.name();
  }

  /** Path of the process's executable, or empty. */
  @JsonIgnore
  public String getProcessPath() {
    return process == null ? "" : process.exePath();
  }

  /** Command line of the process, or empty. */
  @JsonIgnore
  public String getCommandLine() {
    return process == null ? "" : process.commandLine();
  }

  /** Command name of the process's parent, or empty. */
  @JsonIgnore
  public String getParentName() {
    return process == null || process.ancestors().isEmpty() ? "" : process.ancestors().getFirst();
  }

  /** Command names of the process's ancestors, the parent first; empty where none is known. */
  @JsonIgnore
  public List<String> getProcessAncestors() {
    return process == null ? List.of() : process.ancestors();
  }

  /** Host and port of the image's registry; empty outside of a container. */
  @JsonIgnore
  public String getImageRegistry() {
    return ImageName.of(image).registry();
  }

  /** The image as it is written, without tag and digest. */
  @JsonIgnore
  public String getImageRepository() {
    return ImageName.of(image).repository();
  }

  /** Tag of the image; {@code latest} where none is written, empty where only a digest is. */
  @JsonIgnore
  public String getImageTag() {
    return ImageName.of(image).tag();
  }

  /** Digest of the image as it is written in the pod, or empty. */
  @JsonIgnore
  public String getImageDigest() {
    return ImageName.of(image).digest();
  }

  /** An output field of the rule as text, or empty when it is absent. */
  public String field(String name) {
    Object value = fields.get(name);
    return value == null ? "" : value.toString();
  }

  public boolean tagged(String tag) {
    return tags.contains(tag);
  }

  /** Value of a pod label, or empty. */
  public String label(String name) {
    return podLabels.getOrDefault(name, "");
  }

  /** Value of a label of the pod's namespace, or empty. */
  public String namespaceLabel(String name) {
    return namespaceLabels.getOrDefault(name, "");
  }
}
