package io.nightjar.kafka;

import io.nightjar.detect.Detection;
import io.nightjar.incident.Subject;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a fact belongs to. What is about one workload is always in the same one, so that
 * its order stays and its session sees all of it.
 *
 * @param partitions that workloads are spread over
 */
record Placing(int partitions) {

  /** The partition for what goes across workloads; those of workloads begin behind it. */
  static final int ACROSS = 0;

  int of(Detection detection) {
    return of(Subject.of(detection).key());
  }

  /**
   * @param subject key of a {@link Subject}
   */
  int of(String subject) {
    int hash = Utils.toPositive(Utils.murmur2(subject.getBytes(StandardCharsets.UTF_8)));
    return 1 + hash % partitions;
  }
}
