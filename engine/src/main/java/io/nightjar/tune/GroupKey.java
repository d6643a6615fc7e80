package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What detections have in common that are taken for the same thing; all texts are hostile.
 *
 * @param image repository without tag and digest; empty on a node and in the audit log
 * @param namespace empty outside of pods
 * @param lineage name of the process and behind it its parents, {@code curl ← sh ← runc}; of the
 *     audit log who asked
 * @param shape the path or command with its numbers generalised, or {@link #VARIOUS}
 */
public record GroupKey(
    String rule, String image, String namespace, String container, String lineage, String shape) {
  static final String VARIOUS = "(various)";

  private static final int ANCESTORS = 3;

  static final Comparator<GroupKey> ORDER =
      Comparator.comparing(GroupKey::rule)
          .thenComparing(GroupKey::image)
          .thenComparing(GroupKey::namespace)
          .thenComparing(GroupKey::container)
          .thenComparing(GroupKey::lineage)
          .thenComparing(GroupKey::shape);

  static GroupKey of(Detection detection) {
    return new GroupKey(
        detection.rule(),
        DetectionFields.repository(detection.image()),
        detection.namespace(),
        detection.containerName(),
        lineage(detection),
        shape(detection));
  }

  /** The same without what was done, where that is something else each time. */
  GroupKey various() {
    return new GroupKey(rule, image, namespace, container, lineage, VARIOUS);
  }

  private static String lineage(Detection detection) {
    ProcessRef process = detection.process();
    if (process == null) {
      return detection.field("ka.user.name");
    }
    List<String> names = new ArrayList<>();
    names.add(Shape.of(process.name()));
    process.ancestors().stream().limit(ANCESTORS).map(Shape::of).forEach(names::add);
    return String.join(" ← ", names);
  }

  private static String shape(Detection detection) {
    String file = detection.field("fd.name");
    String command = detection.getCommandLine();
    if (detection.process() == null) {
      return String.join(
          " ",
          List.of(
              detection.field("ka.verb"),
              detection.field("ka.target.resource"),
              Shape.of(detection.field("ka.target.namespace")),
              Shape.of(detection.field("ka.target.name"))));
    }
    return Shape.of(file.isEmpty() ? command : file);
  }
}
