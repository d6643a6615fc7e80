package io.nightjar.gate;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.respond.ResponseRequest;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What detections do not record, by the guard that would need it: how many pods a workload had and
 * which were ready, what else was on a node or in a namespace, and the labels of anything but a
 * pod.
 */
final class Unknown {

  private static final String NOT_RECORDED = " is not recorded";

  private final GateSettings settings;
  private final Reach reach;
  private final Map<String, BiFunction<ResponseRequest, Judgement, @Nullable String>> byGuard;

  private Unknown(
      GateSettings settings,
      Reach reach,
      Map<String, BiFunction<ResponseRequest, Judgement, @Nullable String>> byGuard) {
    this.settings = settings;
    this.reach = reach;
    this.byGuard = byGuard;
  }

  Unknown(GateSettings settings, Reach reach) {
    this.settings = settings;
    this.reach = reach;
    this.byGuard =
        Map.of(
            "protected-targets", this::ofProtection,
            "approval-policy", this::ofPolicies,
            "keep-ready", this::ofReadiness,
            "budget", this::ofNumber);
  }

  /** Where nothing is unknown. */
  static Unknown nothing(GateSettings settings, Reach reach) {
    return new Unknown(settings, reach, Map.of());
  }

  /** The same guards, each of which says so where it would pass for want of knowledge. */
  List<Guard> guards(List<Guard> all) {
    return all.stream().map(this::guard).toList();
  }

  private Guard guard(Guard inner) {
    BiFunction<ResponseRequest, Judgement, @Nullable String> unknown = byGuard.get(inner.name());
    return unknown == null ? inner : new Doubting(inner, unknown);
  }

  private @Nullable String ofProtection(ResponseRequest request, Judgement soFar) {
    return takesOthers(request.target()) && reach.disrupts(request)
        ? "which pods were in or on " + request.target().describe() + NOT_RECORDED
        : unknownLabels(request.target());
  }

  private @Nullable String ofPolicies(ResponseRequest request, Judgement soFar) {
    boolean matters =
        settings.asking().policies().stream().anyMatch(policy -> !policy.labels().isEmpty());
    return matters ? unknownLabels(request.target()) : null;
  }

  private @Nullable String ofReadiness(ResponseRequest request, Judgement soFar) {
    if (!soFar.actsByItself() || !reach.disrupts(request)) {
      return null;
    }
    Target target = request.target();
    if (takesOthers(target)) {
      return "which pods were in or on " + target.describe() + NOT_RECORDED;
    }
    boolean takesOneOfMany = reach.taken(request).stream().anyMatch(pod -> pod.workload() != null);
    return takesOneOfMany ? "how many pods of the workload were ready" + NOT_RECORDED : null;
  }

  private @Nullable String ofNumber(ResponseRequest request, Judgement soFar) {
    return soFar.actsByItself() && takesOthers(request.target()) && reach.disrupts(request)
        ? "how many pods were in or on " + request.target().describe() + NOT_RECORDED
        : null;
  }

  private static boolean takesOthers(Target target) {
    return target instanceof NodeTarget || target instanceof NamespaceTarget;
  }

  private static @Nullable String unknownLabels(Target target) {
    return switch (target) {
      case PodTarget pod -> null;
      case ProcessTarget process -> null;
      case ContainerTarget container -> null;
      case SecretTarget secret -> null;
      case WorkloadTarget workload -> labelsOf(workload);
      case NamespaceTarget namespace -> labelsOf(namespace);
      case NodeTarget node -> labelsOf(node);
    };
  }

  private static String labelsOf(Target target) {
    return "the labels of " + target.describe() + " are not recorded";
  }

  /** A guard whose pass is worth nothing where {@code unknown} says so. */
  private record Doubting(
      Guard inner, BiFunction<ResponseRequest, Judgement, @Nullable String> unknown)
      implements Guard {
    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public Answer check(ResponseRequest request, Judgement soFar) {
      Answer answer = inner.check(request, soFar);
      String why = answer instanceof Answer.Pass ? unknown.apply(request, soFar) : null;
      return why == null ? answer : new Answer.NotJudged(why);
    }
  }
}
