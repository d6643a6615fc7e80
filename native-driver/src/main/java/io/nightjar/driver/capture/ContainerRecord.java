package io.nightjar.driver.capture;

import io.nightjar.driver.RecordedContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A container as a record of its own; fields that come later are appended. */
final class ContainerRecord {
  private static final int UNKNOWN = -1;

  private ContainerRecord() {}

  static Consumer<FieldWriter> fields(RecordedContainer container) {
    return fields -> {
      List<String> labels = new ArrayList<>();
      container
          .podLabels()
          .forEach(
              (key, value) -> {
                labels.add(key);
                labels.add(value);
              });
      fields
          .text(container.id())
          .text(container.name())
          .text(container.image())
          .text(container.imageRepository())
          .text(container.imageTag())
          .text(container.runtime())
          .number(ofFlag(container.privileged()))
          .text(container.podName())
          .text(container.podUid())
          .text(container.namespace())
          .list(labels);
    };
  }

  static RecordedContainer read(FieldReader fields) throws Malformed {
    return new RecordedContainer(
        fields.text(),
        fields.text(),
        fields.text(),
        fields.text(),
        fields.text(),
        fields.text(),
        toFlag(fields.number()),
        fields.text(),
        fields.text(),
        fields.text(),
        labels(fields.list()));
  }

  private static SortedMap<String, String> labels(List<String> pairs) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      labels.put(pairs.get(i), pairs.get(i + 1));
    }
    return labels;
  }

  private static int ofFlag(@Nullable Boolean value) {
    return value == null ? UNKNOWN : value ? 1 : 0;
  }

  private static @Nullable Boolean toFlag(int value) {
    return value == UNKNOWN ? null : value != 0;
  }
}
