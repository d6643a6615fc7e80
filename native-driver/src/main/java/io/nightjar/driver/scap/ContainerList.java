package io.nightjar.driver.scap;

import io.nightjar.driver.RecordedContainer;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the capture says of containers: old captures in an event with four fields, later ones in
 * JSON. Their ids have 12 of the 64 digits.
 */
final class ContainerList {
  private static final int MAX = 1024;
  private static final int MAX_LABELS = 64;
  private static final int SHORT_ID = 12;
  private static final String POD = "io.kubernetes.pod.";

  /** By the number that captures have for the runtime. */
  private static final String[] RUNTIMES = {
    "docker",
    "lxc",
    "libvirt-lxc",
    "mesos",
    "rkt",
    "custom",
    "cri",
    "containerd",
    "cri-o",
    "bpm",
    "static",
    "podman"
  };

  private final Map<String, RecordedContainer> byShortId =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecordedContainer> eldest) {
          return size() > MAX;
        }
      };

  @Nullable RecordedContainer get(String id) {
    return byShortId.get(shortId(id));
  }

  void note(Call call) {
    switch (call.name()) {
      case "container" -> noteContainer(call);
      case "asyncevent" -> {
        if ("container".equals(call.text("name"))) {
          noteJson(call.bytes("data"));
        }
      }
      default -> {}
    }
  }

  private void noteContainer(Call call) {
    if (call.has("json")) {
      noteJson(call.bytes("json"));
      return;
    }
    String id = call.text("id");
    String image = call.text("image");
    if (id != null) {
      add(
          id,
          call.text("name"),
          image,
          null,
          null,
          runtime(call.number("type", -1)),
          null,
          new TreeMap<>());
    }
  }

  private void noteJson(@Nullable ByteBuffer bytes) {
    if (bytes == null || bytes.capacity() > Json.MAX_BYTES) {
      return;
    }
    Object parsed = Json.parse(Call.Texts.untilZero(bytes, 0));
    Map<?, ?> all = Json.object(parsed);
    Map<?, ?> container = Json.object(all.get("container"));
    if (container.isEmpty()) {
      container = all;
    }
    String id = Json.text(container, "full_id");
    id = id == null ? Json.text(container, "id") : id;
    if (id == null) {
      return;
    }
    NavigableMap<String, String> labels = labels(container.get("labels"));
    NavigableMap<String, String> pod = labels(container.get("pod_sandbox_labels"));
    labels.forEach(pod::putIfAbsent);
    Object type = container.get("type");
    add(
        id,
        Json.text(container, "name"),
        Json.text(container, "image"),
        Json.text(container, "imagerepo"),
        Json.text(container, "imagetag"),
        runtime(type instanceof Double number ? number.longValue() : -1),
        container.get("privileged") instanceof Boolean privileged ? privileged : null,
        pod);
  }

  private void add(
      String id,
      @Nullable String name,
      @Nullable String image,
      @Nullable String repository,
      @Nullable String tag,
      String runtime,
      @Nullable Boolean privileged,
      NavigableMap<String, String> labels) {
    String podName = labels.remove(POD + "name");
    String namespace = labels.remove(POD + "namespace");
    String podUid = labels.remove(POD + "uid");
    labels.keySet().removeIf(key -> key.startsWith("io.kubernetes."));
    byShortId.put(
        shortId(id),
        new RecordedContainer(
            Bounds.name(id),
            known(name),
            known(image),
            known(repository),
            known(tag),
            runtime,
            privileged,
            known(podName),
            known(podUid),
            known(namespace),
            labels));
  }

  private static NavigableMap<String, String> labels(@Nullable Object json) {
    NavigableMap<String, String> labels = new TreeMap<>();
    Json.object(json)
        .forEach(
            (key, value) -> {
              if (value instanceof String text && labels.size() < MAX_LABELS) {
                labels.put(Bounds.name(String.valueOf(key)), Bounds.name(text));
              }
            });
    return labels;
  }

  private static String known(@Nullable String text) {
    return text == null ? "" : Bounds.name(text);
  }

  private static String runtime(long type) {
    return type < 0 || type >= RUNTIMES.length ? "" : RUNTIMES[(int) type];
  }

  private static String shortId(String id) {
    return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
  }
}
