package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code container.*} and {@code k8s.*}. A process of the host has the container id and name {@code
 * host}, an empty image, and no pod.
 */
final class ContainerFields {
  private static final String HOST = "host";
  private static final int SHORT_ID = 12;

  private ContainerFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    list.text("container.id", "First 12 digits of the id, or host.", c -> id(c, SHORT_ID));
    list.text("container.full_id", "The whole id, or host.", c -> id(c, Integer.MAX_VALUE));
    list.text(
        "proc.pcontainer.id",
        "Container id of the parent (not in Falco).",
        c -> {
          ProcessInfo process = c.process();
          ProcessInfo parent = process == null ? null : process.parent();
          return parent == null ? null : shortId(parent);
        });
    list.text("container.name", "Name of the container.", of(HOST, ContainerMetadata::name));
    list.text(
        "container.type", "Container runtime, or host.", of(HOST, ContainerMetadata::runtime));
    list.text("container.image", "Image as the pod names it.", of("", ContainerMetadata::image));
    list.text(
        "container.image.repository",
        "Image without its tag.",
        of("", ContainerMetadata::imageRepository));
    list.text("container.image.tag", "Tag of the image.", of("", ContainerMetadata::imageTag));
    list.text("container.image.digest", "Digest of the image.", of("", ContainerFields::digest));
    list.flag("container.privileged", "Whether it is privileged.", ContainerFields::privileged);
    kubernetes(list);
    return list.fields();
  }

  private static void kubernetes(FieldList list) {
    list.text("k8s.ns.name", "Namespace of the pod.", of(null, ContainerMetadata::namespace));
    list.text("k8s.pod.name", "Name of the pod.", of(null, ContainerMetadata::podName));
    list.text("k8s.pod.uid", "UID of the pod.", ContainerFields::podUid);
    list.text("k8s.pod.id", "UID of the pod.", ContainerFields::podUid);
    list.text("k8s.pod.labels", "Labels as name:value, …", of(null, ContainerFields::labels));
    list.keyed("k8s.pod.label", "A label of the pod.", ContainerFields::label);
  }

  private static @Nullable String id(EventContext context, int length) {
    ProcessInfo process = context.process();
    if (process == null) {
      return null;
    }
    return length == SHORT_ID ? shortId(process) : idOf(process);
  }

  private static String idOf(ProcessInfo process) {
    return process.container().isHost() ? HOST : process.containerId();
  }

  static @Nullable String shortId(EventContext context) {
    return id(context, SHORT_ID);
  }

  private static String shortId(ProcessInfo process) {
    String id = idOf(process);
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private static boolean isHost(EventContext context) {
    ProcessInfo process = context.process();
    return process != null && process.container().isHost();
  }

  /** What a process of the host has, and otherwise the metadata if it is known. */
  private static Extractor.Text of(
      @Nullable String host, Function<ContainerMetadata, String> value) {
    return context ->
        isHost(context) ? host : ProcessFields.orNull(value.apply(context.container()));
  }

  private static String digest(ContainerMetadata container) {
    int at = container.image().indexOf('@');
    return at < 0 ? "" : container.image().substring(at + 1);
  }

  private static long privileged(EventContext context) {
    Boolean privileged = context.container().privileged();
    return privileged == null || isHost(context) ? Extractor.ABSENT : privileged ? 1 : 0;
  }

  private static @Nullable String podUid(EventContext context) {
    String known = context.container().podUid();
    ProcessInfo process = context.process();
    return ProcessFields.orNull(known.isEmpty() && process != null ? process.podUid() : known);
  }

  private static String labels(ContainerMetadata container) {
    return container.podLabels().entrySet().stream()
        .map(label -> label.getKey() + ":" + label.getValue())
        .collect(Collectors.joining(", "));
  }

  private static Extractor.Text label(String name) {
    return context -> context.container().podLabels().get(name);
  }
}
