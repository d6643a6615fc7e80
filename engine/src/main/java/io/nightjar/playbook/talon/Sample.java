package io.nightjar.playbook.talon;

import io.nightjar.detect.Priority;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An event that stands for those that a rule takes; of a pod {@code shop/web-1} of a Deployment,
 * where its fields do not say otherwise.
 */
record Sample(
    String rule, Priority priority, String source, List<String> tags, Map<String, String> fields) {
  Sample {
    tags = List.copyOf(tags);
    fields = Map.copyOf(fields);
  }

  String namespace() {
    return fields.getOrDefault("k8s.ns.name", "shop");
  }

  String pod() {
    return fields.getOrDefault("k8s.pod.name", "web-1");
  }

  String process() {
    return fields.getOrDefault("proc.name", "sh");
  }

  /** As Talon is given it; empty where the event has no such field. */
  String field(String name) {
    return switch (name) {
      case "k8s.ns.name" -> namespace();
      case "k8s.pod.name" -> pod();
      case "proc.name" -> process();
      case "container.name" -> "main";
      default -> Objects.requireNonNullElse(fields.get(name), "");
    };
  }
}
