package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The labels of a pod before and in quarantine: without those by which its Services, its controller
 * and policies with allowing rules select it, with the quarantine label.
 */
record LabelPlan(
    SortedMap<String, String> before,
    SortedMap<String, String> after,
    List<String> changes,
    List<String> warnings) {

  /**
   * @param policies the namespace's other policies, the pod's own quarantine policy left out
   */
  static LabelPlan of(
      Pod pod,
      String quarantineId,
      ControllerRule controller,
      List<Service> services,
      List<NetworkPolicy> policies) {
    return of(pod, quarantineId, controller, services, policies, List.of());
  }

  /**
   * @param overruling what denies all whatever the policies allow, for people
   */
  static LabelPlan of(
      Pod pod,
      String quarantineId,
      ControllerRule controller,
      List<Service> services,
      List<NetworkPolicy> policies,
      List<String> overruling) {
    SortedMap<String, String> before = labels(pod);
    List<Service> serving = services.stream().filter(one -> selects(one, before)).toList();
    Set<String> strip = new TreeSet<>(controller.strip());
    serving.forEach(service -> strip.addAll(service.getSpec().getSelector().keySet()));
    policies.stream()
        .filter(policy -> PolicyReach.opens(policy, before))
        .forEach(policy -> strip.addAll(Selectors.neededKeys(policy.getSpec().getPodSelector())));
    strip.removeAll(controller.keep());

    SortedMap<String, String> after = new TreeMap<>(before);
    after.keySet().removeAll(strip);
    after.put(Marks.QUARANTINE, quarantineId);
    return new LabelPlan(
        before,
        after,
        changes(before, after, quarantineId, controller, serving),
        warnings(pod, after, controller, serving, policies, overruling));
  }

  static SortedMap<String, String> labels(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return new TreeMap<>(labels == null ? new HashMap<>() : labels);
  }

  private static List<String> changes(
      Map<String, String> before,
      Map<String, String> after,
      String quarantineId,
      ControllerRule controller,
      List<Service> serving) {
    List<String> changes = new ArrayList<>();
    changes.add("label " + Marks.QUARANTINE + "=" + quarantineId + " added");
    before.forEach(
        (key, value) -> {
          if (!after.containsKey(key)) {
            changes.add("label " + key + "=" + value + " taken away");
          }
        });
    serving.stream()
        .filter(service -> !selects(service, after))
        .forEach(
            service -> changes.add("Service " + service.getMetadata().getName() + " drops it"));
    changes.addAll(controller.changes());
    return List.copyOf(changes);
  }

  private static List<String> warnings(
      Pod pod,
      Map<String, String> after,
      ControllerRule controller,
      List<Service> serving,
      List<NetworkPolicy> policies,
      List<String> overruling) {
    List<String> warnings = new ArrayList<>();
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      warnings.add("incomplete: the pod shares the node's network, which no NetworkPolicy can cut");
    }
    policies.stream()
        .filter(policy -> PolicyReach.opens(policy, after))
        .forEach(
            policy ->
                warnings.add(
                    (overruling.isEmpty() ? "incomplete: policy " : "policy ")
                        + policy.getMetadata().getName()
                        + " still selects the pod and allows "
                        + String.join(" and ", PolicyReach.allowed(policy))
                        + (overruling.isEmpty()
                            ? ""
                            : ", which " + String.join(" and ", overruling) + " overrules")));
    serving.stream()
        .filter(service -> selects(service, after))
        .forEach(
            service ->
                warnings.add(
                    "Service "
                        + service.getMetadata().getName()
                        + " still sends requests to the pod, which the policy drops"));
    warnings.addAll(controller.warnings());
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      warnings.add("the pod is being deleted: its evidence goes with it");
    }
    pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .forEach(
            volume ->
                warnings.add(
                    "the pod holds the volume claim "
                        + volume.getPersistentVolumeClaim().getClaimName()
                        + ", which may keep a replacement from starting on another node"));
    return List.copyOf(warnings);
  }

  private static boolean selects(Service service, Map<String, String> labels) {
    return service.getSpec() != null && Selectors.selects(service.getSpec().getSelector(), labels);
  }
}
