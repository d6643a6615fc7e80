package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** The objects that the tests start from. */
final class Fixtures {
  /** Small, and on every node already. */
  static final String OLD_IMAGE = "registry.k8s.io/pause:3.9";

  static final String NEW_IMAGE = "registry.k8s.io/pause:3.10";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  static ObjectNode json(String yaml) {
    try {
      // text that starts with a brace would be read as JSON, whose keys need quotes
      Object plain = Serialization.unmarshal("---\n" + yaml, Map.class);
      return (ObjectNode) JSON.readTree(JSON.writeValueAsString(plain));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  static Pod pod(String namespace, String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage(OLD_IMAGE)
        .endContainer()
        .endSpec()
        .build();
  }

  static Pod owned(Pod pod, String kind, String name) {
    return new PodBuilder(pod)
        .editMetadata()
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind(kind)
        .withName(name)
        .withUid("owner")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  static Service service(String namespace, String name, Map<String, String> selector) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withSelector(selector)
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  /** Lets everything in to the pods with these labels; no labels: to all. */
  static NetworkPolicy opening(String namespace, String name, Map<String, String> labels) {
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(labels)
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .endIngress()
        .endSpec()
        .build();
  }

  /** {@code kind} Deployment, StatefulSet, ReplicaSet or DaemonSet with one container. */
  static String workload(String kind, String namespace, String name, String image) {
    String own =
        switch (kind) {
          case "StatefulSet" -> "  replicas: 2\n  serviceName: none\n";
          case "DaemonSet" -> "";
          default -> "  replicas: 2\n";
        };
    return """
    apiVersion: apps/v1
    kind: %1$s
    metadata:
      namespace: %2$s
      name: %3$s
    spec:
    %4$s  selector:
        matchLabels: {app: %3$s}
      template:
        metadata:
          labels: {app: %3$s}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
            - name: main
              image: %5$s
              env:
                - {name: TOKEN, value: hunter2}
              volumeMounts:
                - {name: data, mountPath: /data}
          volumes:
            - name: data
              emptyDir: {}
    """
        .formatted(kind, namespace, name, own, image);
  }

  /** Scales the Deployment of the same name. */
  static HorizontalPodAutoscaler autoscaler(String namespace, String deployment) {
    return new HorizontalPodAutoscalerBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(deployment)
        .endMetadata()
        .withNewSpec()
        .withNewScaleTargetRef("apps/v1", "Deployment", deployment)
        .withMinReplicas(1)
        .withMaxReplicas(3)
        .endSpec()
        .build();
  }

  /** A Job that never ends by itself. */
  static String job(String namespace, String name) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata:
      namespace: %1$s
      name: %2$s
    spec:
      template:
        metadata:
          labels: {app: %2$s}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 0
          containers:
            - {name: main, image: "%3$s"}
    """
        .formatted(namespace, name, OLD_IMAGE);
  }

  /** A CronJob whose time comes once in a long while. */
  static String cronJob(String namespace, String name) {
    return """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      namespace: %1$s
      name: %2$s
    spec:
      schedule: "0 0 29 2 *"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - {name: main, image: "%3$s"}
    """
        .formatted(namespace, name, OLD_IMAGE);
  }
}
