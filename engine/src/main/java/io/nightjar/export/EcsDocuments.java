package io.nightjar.export;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves as documents of ECS {@value #VERSION}. Every document carries the leaf word for word
 * ({@code event.original}) and its hash in the tree ({@code event.hash}), so that it can be proven.
 */
final class EcsDocuments {

  static final String VERSION = "9.4.0";

  private final String version;

  EcsDocuments(String version) {
    this.version = version;
  }

  Map<String, Object> document(LeafFacts facts) {
    Detection found = facts.detection();
    return new Tree()
        .put("@timestamp", facts.record().time().toString())
        .put("ecs", new Tree().put("version", VERSION))
        .put("message", facts.message())
        .put("event", event(facts))
        .put("rule", rule(facts, found))
        .put("orchestrator", orchestrator(facts))
        .put("host", new Tree().put("name", facts.field("node")))
        .put("container", found == null ? null : container(found))
        .put("process", found == null ? null : process(found.process()))
        .put("user", user(facts, found))
        .put("related", new Tree().put("user", users(facts)))
        .put("tags", found == null ? null : List.copyOf(found.tags()))
        .put(
            "observer",
            new Tree()
                .put("product", "Nightjar")
                .put("vendor", "Nightjar")
                .put("type", "runtime security")
                .put("version", version))
        .put("nightjar", own(facts))
        .values();
  }

  private static Tree event(LeafFacts facts) {
    EcsWords words = EcsWords.of(facts);
    return new Tree()
        .put("kind", words.kind())
        .put("category", words.category())
        .put("type", words.type())
        .put("outcome", words.outcome())
        .put("action", facts.record().kind())
        .put("id", facts.leaf().hash().hex())
        .put("sequence", facts.leaf().index())
        .put("severity", Severity.of(facts).id)
        .put("module", "nightjar")
        .put("dataset", "nightjar.audit")
        .put("provider", "nightjar")
        .put("reason", reason(facts))
        .put("hash", facts.leaf().hash().hex())
        .put("original", facts.text());
  }

  private static String reason(LeafFacts facts) {
    String reason = facts.field("reason");
    return reason.isEmpty() ? facts.field("why") : reason;
  }

  private static Tree rule(LeafFacts facts, @Nullable Detection found) {
    String playbook = facts.asked("playbook");
    return playbook.isEmpty()
        ? new Tree()
            .put("name", facts.field("rule"))
            .put("category", found == null ? "" : found.source())
            .put("description", found == null ? "" : found.output())
        : new Tree()
            .put("name", facts.asked("playbookRule"))
            .put("ruleset", playbook)
            .put("version", facts.asked("playbookVersion"));
  }

  private static Tree orchestrator(LeafFacts facts) {
    String namespace = facts.namespace();
    String pod = facts.field("pod");
    String target = facts.asked("targetKey");
    Tree resource = new Tree();
    if (!pod.isEmpty()) {
      resource.put("type", "pod").put("name", pod).put("id", facts.field("podUid"));
    } else if (target.indexOf('/') > 0) {
      resource
          .put("type", target.substring(0, target.indexOf('/')))
          .put("name", facts.asked("target"))
          .put("id", target.substring(target.indexOf('/') + 1));
    }
    return namespace.isEmpty() && resource.isEmpty()
        ? new Tree()
        : new Tree()
            .put("type", "kubernetes")
            .put("namespace", namespace)
            .put("resource", resource);
  }

  private static Tree container(Detection found) {
    if (found.containerId().isEmpty()) {
      return new Tree();
    }
    return new Tree()
        .put("id", found.containerId())
        .put("name", found.containerName())
        .put("image", new Tree().put("name", found.image()))
        .put("security_context", new Tree().put("privileged", found.privileged()));
  }

  private static Tree process(@Nullable ProcessRef process) {
    return process == null
        ? new Tree()
        : new Tree()
            .put("pid", process.pid())
            .put("name", process.name())
            .put("executable", process.exePath())
            .put("command_line", process.commandLine())
            .put(
                "parent",
                process.ancestors().isEmpty()
                    ? null
                    : new Tree().put("name", process.ancestors().getFirst()));
  }

  private static Tree user(LeafFacts facts, @Nullable Detection found) {
    ProcessRef process = found == null ? null : found.process();
    return new Tree()
        .put("name", facts.person())
        .put("id", process == null ? "" : Long.toString(process.uid()));
  }

  private static List<String> users(LeafFacts facts) {
    List<String> users = new ArrayList<>();
    if (!facts.person().isEmpty()) {
      users.add(facts.person());
    }
    return users;
  }

  private static Tree own(LeafFacts facts) {
    return new Tree()
        .put("actor", facts.record().actor())
        .put("response", new Tree().put("id", facts.record().responseId()))
        .put("incident", new Tree().put("id", facts.field("incident")))
        .put("action", facts.asked("action"))
        .put("target", facts.asked("target"));
  }
}
