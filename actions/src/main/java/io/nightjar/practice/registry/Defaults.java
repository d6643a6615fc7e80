package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Fills in what the API server fills in when a field is left out. */
final class Defaults {
  private Defaults() {}

  static void apply(ObjectNode object) {
    switch (Json.text(object, "kind")) {
      case "Namespace" -> namespace(object);
      case "Pod" -> pod(object);
      case "Deployment" -> deployment(Json.under(object, "spec"));
      case "ReplicaSet" -> replicated(Json.under(object, "spec"));
      case "StatefulSet" -> statefulSet(Json.under(object, "spec"));
      case "DaemonSet" -> daemonSet(Json.under(object, "spec"));
      case "Job" -> job(object);
      case "CronJob" -> cronJob(Json.under(object, "spec"));
      case "Service" -> service(Json.under(object, "spec"));
      case "NetworkPolicy" -> networkPolicy(Json.under(object, "spec"));
      case "HorizontalPodAutoscaler" -> put(Json.under(object, "spec"), "minReplicas", 1);
      case "Secret" -> secret(object);
      default -> {}
    }
  }

  private static void namespace(ObjectNode object) {
    Json.under(object, "metadata.labels").put("kubernetes.io/metadata.name", Meta.name(object));
    if (!Meta.isTerminating(object)) {
      put(Json.under(object, "status"), "phase", "Active");
    }
  }

  private static void pod(ObjectNode object) {
    ObjectNode spec = Json.under(object, "spec");
    podSpec(spec);
    Json.objects(spec.path("containers")).forEach(one -> requests(Json.under(one, "resources")));
    put(spec, "serviceAccountName", "default");
    put(spec, "serviceAccount", spec.path("serviceAccountName").asText());
    put(spec, "enableServiceLinks", true);
    ObjectNode status = Json.under(object, "status");
    put(status, "phase", "Pending");
    put(status, "qosClass", "BestEffort");
  }

  private static void deployment(ObjectNode spec) {
    replicated(spec);
    ObjectNode strategy = Json.under(spec, "strategy");
    put(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = Json.under(strategy, "rollingUpdate");
      put(rolling, "maxUnavailable", "25%");
      put(rolling, "maxSurge", "25%");
    }
    put(spec, "revisionHistoryLimit", 10);
    put(spec, "progressDeadlineSeconds", 600);
  }

  private static void replicated(ObjectNode spec) {
    put(spec, "replicas", 1);
    podSpec(Json.under(spec, "template.spec"));
  }

  private static void statefulSet(ObjectNode spec) {
    replicated(spec);
    put(spec, "podManagementPolicy", "OrderedReady");
    put(spec, "revisionHistoryLimit", 10);
    put(Json.under(spec, "updateStrategy"), "type", "RollingUpdate");
  }

  private static void daemonSet(ObjectNode spec) {
    podSpec(Json.under(spec, "template.spec"));
    put(spec, "revisionHistoryLimit", 10);
    put(Json.under(spec, "updateStrategy"), "type", "RollingUpdate");
  }

  private static void job(ObjectNode object) {
    ObjectNode spec = Json.under(object, "spec");
    jobSpec(spec);
    String uid = Meta.uid(object);
    if (!spec.has("selector")) {
      Json.under(spec, "selector.matchLabels").put(Labels.CONTROLLER_UID, uid);
      ObjectNode labels = Json.under(spec, "template.metadata.labels");
      labels.put(Labels.CONTROLLER_UID, uid).put(Labels.JOB_NAME, Meta.name(object));
    }
  }

  private static void jobSpec(ObjectNode spec) {
    put(spec, "parallelism", 1);
    put(spec, "completions", 1);
    put(spec, "backoffLimit", 6);
    put(spec, "completionMode", "NonIndexed");
    put(spec, "suspend", false);
    podSpec(Json.under(spec, "template.spec"));
  }

  private static void cronJob(ObjectNode spec) {
    put(spec, "concurrencyPolicy", "Allow");
    put(spec, "suspend", false);
    put(spec, "successfulJobsHistoryLimit", 3);
    put(spec, "failedJobsHistoryLimit", 1);
    podSpec(Json.under(spec, "jobTemplate.spec.template.spec"));
  }

  private static void service(ObjectNode spec) {
    put(spec, "type", "ClusterIP");
    put(spec, "sessionAffinity", "None");
    for (ObjectNode port : Json.objects(spec.path("ports"))) {
      put(port, "protocol", "TCP");
      put(port, "targetPort", port.path("port").asInt());
    }
  }

  private static void networkPolicy(ObjectNode spec) {
    Json.under(spec, "podSelector");
    if (!spec.has("policyTypes")) {
      spec.putArray("policyTypes").add("Ingress");
      if (spec.has("egress")) {
        spec.withArray("policyTypes").add("Egress");
      }
    }
  }

  private static void secret(ObjectNode object) {
    put(object, "type", "Opaque");
    JsonNode plain = object.remove("stringData");
    if (plain != null) {
      ObjectNode data = Json.under(object, "data");
      Json.stringMap(plain)
          .forEach(
              (name, text) ->
                  data.put(
                      name,
                      Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }
  }

  private static void podSpec(ObjectNode spec) {
    put(spec, "restartPolicy", "Always");
    put(spec, "dnsPolicy", "ClusterFirst");
    put(spec, "schedulerName", "default-scheduler");
    put(spec, "terminationGracePeriodSeconds", 30);
    Json.under(spec, "securityContext");
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      Json.objects(spec.path(list)).forEach(Defaults::container);
    }
  }

  private static void container(ObjectNode container) {
    put(container, "terminationMessagePath", "/dev/termination-log");
    put(container, "terminationMessagePolicy", "File");
    put(container, "imagePullPolicy", pullPolicy(container.path("image").asText()));
    Json.under(container, "resources");
    Json.objects(container.path("ports")).forEach(port -> put(port, "protocol", "TCP"));
  }

  /** What may be taken is asked for where nothing else is. */
  private static void requests(ObjectNode resources) {
    for (Map.Entry<String, JsonNode> limit : resources.path("limits").properties()) {
      if (!resources.path("requests").has(limit.getKey())) {
        Json.under(resources, "requests").set(limit.getKey(), limit.getValue());
      }
    }
  }

  private static String pullPolicy(String image) {
    boolean tagged = image.lastIndexOf(':') > image.lastIndexOf('/') || image.contains("@");
    return tagged && !image.endsWith(":latest") ? "IfNotPresent" : "Always";
  }

  private static void put(ObjectNode object, String field, String value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  private static void put(ObjectNode object, String field, int value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }

  private static void put(ObjectNode object, String field, boolean value) {
    if (!object.has(field)) {
      object.put(field, value);
    }
  }
}
