package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Which columns {@code kubectl get} shows of each kind. */
final class TableColumns {

  /** One column; {@code wideOnly} ones appear with {@code -o wide}. */
  record Column(String name, boolean wideOnly, Function<ObjectNode, String> cell) {}

  private static final int MAJOR_UNITS_BEFORE_SWITCH = 10;

  private final InstantSource clock;

  TableColumns(InstantSource clock) {
    this.clock = clock;
  }

  List<Column> of(ResourceType type) {
    List<Column> columns = new ArrayList<>();
    columns.add(column("Name", Meta::name));
    columns.addAll(beforeAge(type.kind()));
    columns.add(column("Age", this::age));
    columns.addAll(afterAge(type.kind()));
    return columns;
  }

  private static List<Column> beforeAge(String kind) {
    return switch (kind) {
      case "Pod" ->
          List.of(
              column("Ready", TableColumns::readyContainers),
              column("Status", TableColumns::podStatus),
              column("Restarts", pod -> "0"));
      case "Deployment" ->
          List.of(
              column("Ready", o -> fraction(o, "status.readyReplicas", "spec.replicas")),
              column("Up-to-date", o -> number(o, "status.updatedReplicas")),
              column("Available", o -> number(o, "status.availableReplicas")));
      case "ReplicaSet" ->
          List.of(
              column("Desired", o -> number(o, "spec.replicas")),
              column("Current", o -> number(o, "status.replicas")),
              column("Ready", o -> number(o, "status.readyReplicas")));
      case "StatefulSet" ->
          List.of(column("Ready", o -> fraction(o, "status.readyReplicas", "spec.replicas")));
      case "DaemonSet" ->
          List.of(
              column("Desired", o -> number(o, "status.desiredNumberScheduled")),
              column("Current", o -> number(o, "status.currentNumberScheduled")),
              column("Ready", o -> number(o, "status.numberReady")));
      case "Service" ->
          List.of(
              column("Type", o -> Json.text(o, "spec.type")),
              column("Cluster-IP", o -> Json.text(o, "spec.clusterIP")),
              column("Port(s)", TableColumns::ports));
      case "Endpoints" -> List.of(column("Endpoints", TableColumns::addresses));
      case "Namespace" -> List.of(column("Status", o -> Json.text(o, "status.phase")));
      case "Node" ->
          List.of(
              column("Status", TableColumns::nodeStatus),
              column("Version", o -> Json.text(o, "status.nodeInfo.kubeletVersion")));
      case "NetworkPolicy" ->
          List.of(
              column("Pod-Selector", o -> selector(o, "spec.podSelector")),
              column("Policy-Types", o -> words(Json.at(o, "spec.policyTypes"))));
      case "PodDisruptionBudget" ->
          List.of(
              column("Min available", o -> orNone(Json.text(o, "spec.minAvailable"))),
              column("Max unavailable", o -> orNone(Json.text(o, "spec.maxUnavailable"))),
              column("Allowed disruptions", o -> number(o, "status.disruptionsAllowed")));
      case "Job" ->
          List.of(
              column("Active", o -> number(o, "status.active")),
              column("Completions", o -> fraction(o, "status.succeeded", "spec.completions")));
      case "CronJob" ->
          List.of(
              column("Schedule", o -> Json.text(o, "spec.schedule")),
              column("Suspend", o -> Json.text(o, "spec.suspend")));
      case "Secret" -> List.of(column("Type", o -> Json.text(o, "type")));
      case "Event" ->
          List.of(
              column("Type", o -> Json.text(o, "type")),
              column("Reason", o -> Json.text(o, "reason")),
              column("Message", o -> Json.text(o, "message")));
      default -> List.of();
    };
  }

  private static List<Column> afterAge(String kind) {
    return switch (kind) {
      case "Pod" ->
          List.of(
              wide("IP", o -> orNone(Json.text(o, "status.podIP"))),
              wide("Node", o -> orNone(Json.text(o, "spec.nodeName"))));
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" ->
          List.of(
              wide("Images", o -> containers(o, "image")),
              wide("Selector", o -> selector(o, "spec.selector")));
      case "Service" ->
          List.of(
              wide(
                  "Selector",
                  o ->
                      orNone(
                          LabelSelector.ofLabels(Json.stringMap(Json.at(o, "spec.selector")))
                              .text())));
      default -> List.of();
    };
  }

  private static Column column(String name, Function<ObjectNode, String> cell) {
    return new Column(name, false, cell);
  }

  private static Column wide(String name, Function<ObjectNode, String> cell) {
    return new Column(name, true, cell);
  }

  private static String podStatus(JsonNode pod) {
    return Meta.isTerminating(pod) ? "Terminating" : Json.text(pod, "status.phase");
  }

  private static String readyContainers(JsonNode pod) {
    long ready =
        Json.objects(Json.at(pod, "status.containerStatuses")).stream()
            .filter(status -> status.path("ready").asBoolean())
            .count();
    return ready + "/" + Json.at(pod, "spec.containers").size();
  }

  private static String nodeStatus(JsonNode node) {
    boolean ready =
        Json.objects(Json.at(node, "status.conditions")).stream()
            .anyMatch(
                c ->
                    c.path("type").asText().equals("Ready")
                        && c.path("status").asText().equals("True"));
    String cordoned = Json.at(node, "spec.unschedulable").asBoolean() ? ",SchedulingDisabled" : "";
    return (ready ? "Ready" : "NotReady") + cordoned;
  }

  private static String ports(JsonNode service) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : Json.at(service, "spec.ports")) {
      ports.add(port.path("port").asText() + "/" + port.path("protocol").asText());
    }
    return orNone(String.join(",", ports));
  }

  private static String addresses(JsonNode endpoints) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode subset : endpoints.path("subsets")) {
      for (JsonNode address : subset.path("addresses")) {
        addresses.add(
            address.path("ip").asText() + ":" + subset.path("ports").path(0).path("port").asText());
      }
    }
    return orNone(String.join(",", addresses));
  }

  private static String containers(JsonNode workload, String field) {
    List<String> values = new ArrayList<>();
    for (JsonNode container : Json.at(workload, "spec.template.spec.containers")) {
      values.add(container.path(field).asText());
    }
    return String.join(",", values);
  }

  private static String selector(JsonNode object, String path) {
    return orNone(LabelSelector.of(Json.at(object, path)).text());
  }

  private static String words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return String.join(",", words);
  }

  private static String number(JsonNode object, String path) {
    return Integer.toString(Json.at(object, path).asInt());
  }

  private static String fraction(JsonNode object, String part, String whole) {
    return number(object, part) + "/" + number(object, whole);
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private String age(JsonNode object) {
    String created = Json.text(object, "metadata.creationTimestamp");
    if (created.isEmpty()) {
      return "<unknown>";
    }
    Duration age = Duration.between(Instant.parse(created), clock.instant());
    if (age.toMinutes() < 2) {
      return Math.max(0, age.toSeconds()) + "s";
    }
    if (age.toMinutes() < MAJOR_UNITS_BEFORE_SWITCH) {
      return age.toMinutes() + "m" + age.toSecondsPart() + "s";
    }
    if (age.toHours() < 3) {
      return age.toMinutes() + "m";
    }
    return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
  }
}
