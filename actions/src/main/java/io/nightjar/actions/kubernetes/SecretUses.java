package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.nightjar.actions.SecretTarget;
import java.util.List;

/**
 * Whether a pod takes something from a Secret.
 *
 * <p>Source: Kubernetes API reference, PodSpec: volumes (plain and projected), environment, pull
 * secrets.
 */
final class SecretUses {
  private SecretUses() {}

  static boolean uses(JsonNode pod, String secret) {
    JsonNode spec = pod.path("spec");
    return inVolumes(spec, secret)
        || inContainers(spec.path("containers"), secret)
        || inContainers(spec.path("initContainers"), secret)
        || has(spec.path("imagePullSecrets"), "", "name", secret);
  }

  /**
   * The workloads whose pods use it, each once: {@code Deployment web}. A ReplicaSet of a
   * Deployment is told as that one, by the name that the Deployment's controller gives it.
   */
  static List<String> workloads(ClusterObjects cluster, SecretTarget secret) {
    return cluster.list(Pod.class, secret.namespace()).stream()
        .map(cluster::json)
        .filter(pod -> uses(pod, secret.name()))
        .map(SecretUses::workload)
        .distinct()
        .sorted()
        .toList();
  }

  private static String workload(JsonNode pod) {
    JsonNode metadata = pod.path("metadata");
    for (JsonNode owner : metadata.path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        String kind = owner.path("kind").asText();
        String name = owner.path("name").asText();
        String hash = "-" + metadata.path("labels").path("pod-template-hash").asText("/");
        return kind.equals("ReplicaSet") && name.endsWith(hash)
            ? "Deployment " + name.substring(0, name.length() - hash.length())
            : kind + " " + name;
      }
    }
    return "Pod " + metadata.path("name").asText();
  }

  private static boolean inVolumes(JsonNode spec, String secret) {
    for (JsonNode volume : spec.path("volumes")) {
      if (volume.at("/secret/secretName").asText().equals(secret)
          || has(volume.at("/projected/sources"), "/secret", "name", secret)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inContainers(JsonNode containers, String secret) {
    for (JsonNode container : containers) {
      if (has(container.path("env"), "/valueFrom/secretKeyRef", "name", secret)
          || has(container.path("envFrom"), "/secretRef", "name", secret)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(JsonNode list, String pointer, String field, String secret) {
    for (JsonNode entry : list) {
      if (entry.at(pointer).path(field).asText().equals(secret)) {
        return true;
      }
    }
    return false;
  }

  /** What remakes the Secret when it is gone, if its metadata says so. */
  static List<String> owners(JsonNode metadata) {
    return metadata
        .path("ownerReferences")
        .valueStream()
        .map(owner -> owner.path("kind").asText() + " " + owner.path("name").asText())
        .toList();
  }
}
