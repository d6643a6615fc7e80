package io.nightjar.export;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves as events of OCSF {@value #VERSION}. Every event carries the leaf word for word ({@code
 * raw_data}) and its hash in the tree ({@code raw_data_hash}), so that it can be proven.
 */
final class OcsfEvents {

  static final String VERSION = "1.7.0";
  private static final String NAME = "Nightjar";

  private final Map<String, ActionDescriptor> actions;
  private final String version;

  OcsfEvents(Map<String, ActionDescriptor> actions, String version) {
    this.actions = Map.copyOf(actions);
    this.version = version;
  }

  Map<String, Object> event(LeafFacts facts) {
    OcsfClass kind = OcsfClass.of(facts.record());
    ActionDescriptor action = actions.get(facts.asked("action"));
    OcsfActivity activity = OcsfActivity.of(kind, facts, action);
    Severity severity = Severity.of(facts);
    Tree event =
        new Tree()
            .put("time", facts.record().time().toEpochMilli())
            .put("class_uid", kind.uid)
            .put("class_name", kind.caption)
            .put("category_uid", kind.category)
            .put("category_name", kind.categoryName)
            .put("activity_id", activity.id())
            .put("activity_name", activity.name())
            .put("type_uid", kind.uid * 100L + activity.id())
            .put("type_name", kind.caption + ": " + activity.name())
            .put("severity_id", severity.id)
            .put("severity", severity.caption)
            .put("message", facts.message())
            .put("metadata", metadata(facts));
    switch (kind) {
      case DETECTION_FINDING -> detection(event, facts);
      case INCIDENT_FINDING -> incident(event, facts);
      case REMEDIATION_ACTIVITY -> remediation(event, facts, action);
      case APPLICATION_LIFECYCLE -> event.put("app", product());
      case ENTITY_MANAGEMENT ->
          event
              .put("entity", new Tree().put("name", "audit log").put("type", "audit log"))
              .put("comment", facts.message());
      case BASE_EVENT -> event.put("status_detail", facts.field("where"));
    }
    return event
        .put("raw_data", facts.text())
        .put(
            "raw_data_hash",
            new Tree()
                .put("algorithm_id", 99)
                .put("algorithm", "RFC 6962 leaf hash, SHA-256")
                .put("value", facts.leaf().hash().hex()))
        .put("unmapped", unmapped(facts))
        .values();
  }

  private Tree product() {
    return new Tree().put("name", NAME).put("vendor_name", NAME).put("version", version);
  }

  private Tree metadata(LeafFacts facts) {
    return new Tree()
        .put("version", VERSION)
        .put("product", product())
        .put("uid", facts.leaf().hash().hex())
        .put("sequence", facts.leaf().index())
        .put("event_code", facts.record().kind())
        .put("log_name", "audit")
        .put("original_time", facts.record().time().toString());
  }

  private static void detection(Tree event, LeafFacts facts) {
    Detection found = facts.detection();
    event
        .put("is_alert", true)
        .put("status_id", 1)
        .put("status", "New")
        .put(
            "finding_info",
            new Tree()
                .put("uid", facts.field("id"))
                .put("title", facts.field("rule"))
                .put("desc", found == null ? "" : found.output())
                .put("created_time", facts.record().time().toEpochMilli())
                .put("first_seen_time", found == null ? null : found.time().toEpochMilli())
                .put(
                    "analytic",
                    new Tree()
                        .put("name", facts.field("rule"))
                        .put("type_id", 1)
                        .put("type", "Rule")))
        .put(
            "resources",
            Tree.list(
                resource("Pod", facts.field("pod"), facts.field("podUid"), facts.namespace()),
                resource("Node", facts.field("node"), "", ""),
                found == null || found.workload() == null
                    ? new Tree()
                    : resource(
                        found.workload().kind(),
                        found.workload().name(),
                        found.workload().uid(),
                        found.workload().namespace())))
        .put("evidences", found == null ? null : Tree.list(evidence(found)));
  }

  private static Tree resource(String type, String name, String uid, String namespace) {
    return name.isEmpty()
        ? new Tree()
        : new Tree()
            .put("type", type)
            .put("name", name)
            .put("uid", uid)
            .put("namespace", namespace);
  }

  private static Tree evidence(Detection found) {
    return new Tree().put("process", process(found.process())).put("container", container(found));
  }

  private static Tree process(@Nullable ProcessRef process) {
    if (process == null) {
      return new Tree();
    }
    Path executable = Path.of("/").resolve(process.exePath().replace("\0", "")).getFileName();
    return new Tree()
        .put("pid", process.pid())
        .put("name", process.name())
        .put("cmd_line", process.commandLine())
        .put(
            "file",
            executable == null || process.exePath().isEmpty()
                ? null
                : new Tree()
                    .put("name", executable.toString())
                    .put("path", process.exePath())
                    .put("type_id", 1)
                    .put("type", "Regular File"))
        .put("user", new Tree().put("uid", Long.toString(process.uid())));
  }

  private static Tree container(Detection found) {
    if (found.containerId().isEmpty()) {
      return new Tree();
    }
    return new Tree()
        .put("uid", found.containerId())
        .put("name", found.containerName())
        .put("pod_uuid", found.podUid())
        .put(
            "image",
            found.image().isEmpty()
                ? null
                : new Tree().put("uid", found.image()).put("name", found.image()));
  }

  private static void incident(Tree event, LeafFacts facts) {
    boolean closed = facts.record().kind().equals("incident.closed");
    event
        .put(
            "finding_info_list",
            Tree.list(
                new Tree()
                    .put("uid", facts.field("incident"))
                    .put("title", "incident " + facts.field("incident"))))
        .put("status_id", closed ? 5 : 2)
        .put("status", closed ? "Closed" : "In Progress")
        .put("assignee", new Tree().put("name", facts.record().actor()))
        .put("comment", facts.field("comment"));
  }

  private static void remediation(Tree event, LeafFacts facts, @Nullable ActionDescriptor action) {
    String kind = facts.record().kind();
    event
        .put("command_uid", facts.record().responseId())
        .put("remediation", new Tree().put("desc", facts.message()))
        .put(
            "countermeasures",
            action == null
                ? null
                : Tree.list(
                    new Tree().put("d3f_technique", new Tree().put("uid", action.d3fend()))))
        .put("status_detail", facts.field("reason"));
    switch (kind) {
      case "response.succeeded", "response.nothing-to-do", "response.undone" ->
          event.put("status_id", 1).put("status", "Success");
      case "response.failed", "response.undo-refused" ->
          event
              .put("status_id", 2)
              .put("status", "Failure")
              .put("status_code", facts.field("failure"));
      default -> event.put("status_id", 99).put("status", kind);
    }
    String target = facts.asked("targetKey");
    if (!target.isEmpty()) {
      event.put(
          "observables",
          Tree.list(
              new Tree()
                  .put("name", "target")
                  .put("type_id", 10)
                  .put("type", "Resource UID")
                  .put("value", target)));
    }
  }

  private static Tree unmapped(LeafFacts facts) {
    return new Tree()
        .put("actor", facts.record().actor())
        .put("response_id", facts.record().responseId())
        .put("incident", facts.field("incident"))
        .put("action", facts.asked("action"))
        .put("target", facts.asked("target"))
        .put("playbook", facts.asked("playbook"))
        .put("playbook_version", facts.asked("playbookVersion"))
        .put("playbook_commit", facts.asked("playbookCommit"))
        .put("stage", facts.asked("stage"))
        .put("detections", texts(facts));
  }

  private static List<String> texts(LeafFacts facts) {
    List<String> ids = new ArrayList<>();
    facts.asked().path("detections").forEach(id -> ids.add(id.asText()));
    return ids;
  }
}
