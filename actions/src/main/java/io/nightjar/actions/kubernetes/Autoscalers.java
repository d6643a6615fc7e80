package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;

/** Which autoscalers set the same replica count as Nightjar. */
final class Autoscalers {
  private static final String KEDA = "scaledobject.keda.sh/name";

  private Autoscalers() {}

  /** One warning for each that aims at the workload. */
  static List<String> of(WorkloadTarget target, List<HorizontalPodAutoscaler> autoscalers) {
    return autoscalers.stream()
        .filter(one -> aimsAt(one, target))
        .map(one -> warning(one.getMetadata().getName(), isKeda(one)))
        .toList();
  }

  private static boolean aimsAt(HorizontalPodAutoscaler autoscaler, WorkloadTarget target) {
    return autoscaler.getSpec() != null
        && autoscaler.getSpec().getScaleTargetRef() != null
        && target.kind().equals(autoscaler.getSpec().getScaleTargetRef().getKind())
        && target.name().equals(autoscaler.getSpec().getScaleTargetRef().getName());
  }

  private static boolean isKeda(HorizontalPodAutoscaler autoscaler) {
    return autoscaler.getMetadata().getLabels() != null
        && autoscaler.getMetadata().getLabels().containsKey(KEDA);
  }

  private static String warning(String name, boolean keda) {
    return keda
        ? "KEDA scales it (HorizontalPodAutoscaler "
            + name
            + ") and may scale it up from zero; pause its ScaledObject to keep it down"
        : "HorizontalPodAutoscaler "
            + name
            + " scales it; it pauses while the count is zero and goes on after the undo";
  }
}
