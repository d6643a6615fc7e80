package io.nightjar.page.hand;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How people write targets of each kind; a process cannot be written, it may be gone by then. */
enum TargetForm {
  POD(PodTarget.class, "A pod", "pod/NAMESPACE/NAME", "pod"),
  WORKLOAD(
      WorkloadTarget.class,
      "A workload",
      "deployment/NAMESPACE/NAME, or statefulset, daemonset, replicaset, job, cronjob",
      "deployment statefulset daemonset replicaset job cronjob"),
  CONTAINER(ContainerTarget.class, "A container", "container/NAMESPACE/POD/CONTAINER", "container"),
  NAMESPACE(NamespaceTarget.class, "A namespace", "namespace/NAME", "namespace"),
  NODE(NodeTarget.class, "A node", "node/NAME", "node"),
  SECRET(SecretTarget.class, "A secret", "secret/NAMESPACE/NAME", "secret");

  private final Class<? extends Target> type;
  private final String words;
  private final String form;

  /** What the text may begin with, a blank between them. */
  private final String beginnings;

  TargetForm(Class<? extends Target> type, String words, String form, String beginnings) {
    this.type = type;
    this.words = words;
    this.form = form;
    this.beginnings = beginnings;
  }

  String words() {
    return words;
  }

  String form() {
    return form;
  }

  /** Null for targets that cannot be written. */
  static @Nullable TargetForm of(Class<? extends Target> type) {
    for (TargetForm each : values()) {
      if (each.type.equals(type)) {
        return each;
      }
    }
    return null;
  }

  /** The kind of a target that somebody wrote; null for none. */
  static @Nullable TargetForm ofText(String target) {
    String kind = target.split("/", 2)[0].toLowerCase(Locale.ROOT);
    for (TargetForm each : values()) {
      if (List.of(each.beginnings.split(" ")).contains(kind)) {
        return each;
      }
    }
    return null;
  }

  /** The namespace that a written target is in; empty where it is in none. */
  static String namespaceOf(String target) {
    TargetForm form = ofText(target);
    String[] parts = target.split("/", -1);
    return form == null || form == NODE || parts.length < 2 ? "" : parts[1];
  }
}
