package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.compile.Kept;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a detection still says of its event, by the names that rules use: the fields of the output,
 * and what is known of process, container and pod.
 *
 * @param outputs fields that the output of the rule names: one of these that has no value was
 *     missing
 */
record DetectionFields(Detection detection, Set<String> outputs) implements Kept.Fields {
  private static final String HOST = "host";
  private static final String ANCESTOR = "proc.aname[";
  private static final String LABEL = "k8s.pod.label";
  private static final int SHORT_ID = 12;

  @Override
  public Kept of(String key) {
    Object value = detection.fields().get(key);
    if (key.equals("proc.aname")) {
      ProcessRef process = detection.process();
      return process == null ? Kept.None.MISSING : new Kept.AnyOf(process.ancestors());
    }
    return value == null ? known(key) : kept(value);
  }

  private static Kept kept(Object value) {
    return switch (value) {
      case String text -> new Kept.Text(text);
      case Long number -> new Kept.Whole(number);
      case Boolean flag -> new Kept.Whole(flag ? 1 : 0);
      // lists and what else a rule printed: not in the form that checks compare
      default -> Kept.None.UNKNOWN;
    };
  }

  private Kept known(String key) {
    Kept ofProcess = key.startsWith("proc.") ? process(key) : null;
    Kept ofPlace = ofProcess == null ? place(key) : ofProcess;
    if (ofPlace != null) {
      return ofPlace;
    }
    return outputs.contains(key) ? Kept.None.MISSING : Kept.None.UNKNOWN;
  }

  private @Nullable Kept process(String key) {
    ProcessRef process = detection.process();
    if (key.startsWith(ANCESTOR) && key.endsWith("]")) {
      return ancestor(key.substring(ANCESTOR.length(), key.length() - 1));
    }
    return switch (key) {
      case "proc.name" -> text(process == null ? "" : process.name());
      case "proc.exepath" -> text(process == null ? "" : process.exePath());
      case "proc.cmdline" -> text(process == null ? "" : process.commandLine());
      case "proc.pname" -> text(detection.getParentName());
      default -> null;
    };
  }

  private Kept ancestor(String index) {
    if (!index.matches("[1-9][0-9]?")) {
      return index.equals("0") ? text(detection.getProcessName()) : Kept.None.UNKNOWN;
    }
    ProcessRef process = detection.process();
    List<String> ancestors = process == null ? List.of() : process.ancestors();
    int number = Integer.parseInt(index);
    return number > ancestors.size() ? Kept.None.MISSING : text(ancestors.get(number - 1));
  }

  private @Nullable Kept place(String key) {
    String id = detection.containerId();
    boolean host = id.isEmpty();
    if (key.startsWith(LABEL) && key.length() > LABEL.length() + 1) {
      return label(key.substring(LABEL.length()));
    }
    return switch (key) {
      case "container.id" -> text(host ? HOST : id.substring(0, Math.min(SHORT_ID, id.length())));
      case "container.full_id" -> text(host ? HOST : id);
      case "container.name" -> text(host ? HOST : detection.containerName());
      case "container.image" -> host ? new Kept.Text("") : text(detection.image());
      case "container.image.repository" ->
          host ? new Kept.Text("") : text(repository(detection.image()));
      case "container.privileged" ->
          host || detection.image().isEmpty()
              ? Kept.None.MISSING
              : new Kept.Whole(detection.privileged() ? 1 : 0);
      case "k8s.ns.name" -> text(detection.namespace());
      case "k8s.pod.name" -> text(detection.podName());
      case "k8s.pod.uid", "k8s.pod.id" -> text(detection.podUid());
      default -> null;
    };
  }

  /** Behind the field's name stands {@code [name]} or {@code .name}. */
  private Kept label(String argument) {
    boolean brackets = argument.startsWith("[") && argument.endsWith("]");
    String name = brackets ? argument.substring(1, argument.length() - 1) : argument.substring(1);
    return text(detection.label(name));
  }

  private static Kept text(String text) {
    return text.isEmpty() ? Kept.None.MISSING : new Kept.Text(text);
  }

  /** The image without tag and digest, as rules see it. */
  static String repository(String image) {
    return ContainerMetadata.ofPod("", image, null, "", "", "", Map.of()).imageRepository();
  }
}
