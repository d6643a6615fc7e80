package io.nightjar.playbook.author;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.playbook.dialect.Argument;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The beginning of a playbook: it passes {@code check} and {@code test} as it is, and is meant to
 * be edited.
 *
 * @param name of the playbook and its folder
 * @param rule whose detections it looks at
 * @param otherRule whose detections it leaves alone
 * @param method how a playbook asks for {@code action}
 * @param night a time at which the calendar {@code night} is on and {@code day} is not
 * @param day the other way round
 * @param schemas where the folder of the JSON schemas lies, from {@code playbook.yaml}; empty to
 *     name none
 */
public record Scaffold(
    String name,
    String rule,
    String otherRule,
    AskMethod method,
    ActionDescriptor action,
    Instant night,
    Instant day,
    String schemas) {
  private static final String ASKED = ".needsApproval(\"10m\").byGroup(\"oncall\")";
  private static final String ESCALATED = ".escalateAfter(\"5m\", \"oncall-lead\")";

  /** Text by path within the playbook's folder. */
  public Map<String, String> files() {
    return Map.of(
        "playbook.drl",
        drl(),
        "playbook.yaml",
        schemaLine("playbook", "") + manifest(),
        "cases/" + name + ".yaml",
        schemaLine("playbook-cases", "../") + cases());
  }

  /** What cannot be undone and is noticed is for a person to decide, at night too. */
  private boolean atOnce() {
    return action.reversible() || !action.disruptive();
  }

  private String drl() {
    return """
    // A match is judged by the calendar of its own time: what happens by day is never acted on
    // later at night. So the day has a rule of its own.

    rule "at night: %s"
      calendars "night"
    when
      $d : Detection( rule == %s )
    then
    %s;
    end

    rule "by day: ask first"
      calendars "day"
    when
      $d : Detection( rule == %s )
    then
    %s;
    end
    """
        .formatted(
            atOnce() ? "act at once" : "ask, and wake somebody",
            Quoted.drl(rule),
            sentence(atOnce() ? "" : "\n      " + ASKED + "\n      " + ESCALATED),
            Quoted.drl(rule),
            sentence("\n      " + ASKED + (atOnce() ? "\n      " + ESCALATED : "")));
  }

  private String sentence(String approval) {
    String arguments =
        method.arguments().stream()
            .filter(argument -> !argument.optional())
            .map(Argument::example)
            .map(Quoted::drl)
            .collect(Collectors.joining(", "));
    return "  respond.to($d)."
        + method.method()
        + "("
        + arguments
        + ")\n      .because(\"{rule}: {process.name} ({process.commandLine}) in"
        + " {namespace}/{pod}\")"
        + (action.reversible() ? "\n      .undoAfter(\"8h\")" : "")
        + approval;
  }

  private String schemaLine(String schema, String up) {
    return schemas.isEmpty()
        ? ""
        : "# yaml-language-server: $schema=" + up + schemas + "/" + schema + ".schema.json\n";
  }

  private String manifest() {
    return """
    title: %s
    why: >
      What this defends against, and why this response fits: for whoever is woken by it, and for
      whoever reviews it.
    owner: security
    # draft: it is tried, nothing is done; then ask, then enforce
    stage: draft
    mayAsk:
      - %s
    """
        .formatted(Quoted.yaml("An answer to: " + rule), action.id());
  }

  private String cases() {
    String fact =
        "{rule: "
            + Quoted.yaml(rule)
            + ", pod: web-1, namespace: shop, workload: web, process: sh}";
    return """
    cases:
      - name: at night %s
        start: %s
        given:
          - at: 0s
            detection: %s
        expect:
    %s
      - name: by day a person is asked
        start: %s
        given:
          - at: 0s
            detection: %s
        expect:
    %s
      - name: what another rule detects is left alone
        start: %s
        given:
          - at: 0s
            detection: {rule: %s, pod: web-1, namespace: shop, process: sh}
        expect: []
    %s\
    """
        .formatted(
            atOnce() ? "it is done at once" : "a person is asked, and another is woken",
            night,
            fact,
            expected(!atOnce(), true),
            day,
            fact,
            expected(true, atOnce()),
            night,
            Quoted.yaml(otherRule),
            host());
  }

  private String expected(boolean approval, boolean escalated) {
    StringBuilder yaml = new StringBuilder("      - request: " + action.id() + "\n");
    yaml.append("        at: 0s\n");
    if (action.target() == PodTarget.class) {
      yaml.append("        target: pod shop/web-1\n");
    } else if (action.target() == WorkloadTarget.class) {
      yaml.append("        target: Deployment shop/web\n");
    }
    yaml.append("        text: ").append(Quoted.yaml("sh (sh) in shop/web-1")).append('\n');
    if (action.reversible()) {
      yaml.append("        undoAfter: 8h\n");
    }
    if (approval) {
      yaml.append("        approval: {within: 10m, groups: [oncall]");
      yaml.append(escalated ? ", escalateAfter: 5m, escalateTo: [oncall-lead]}\n" : "}\n");
    }
    return yaml.toString();
  }

  private String host() {
    return action.target() == PodTarget.class
        ? """

          - name: a process of the host is in no pod, and that is said
            start: %s
            given:
              - at: 0s
                detection: {rule: %s}
            expect:
              - skipped: %s
                text: runs on the host
        """
            .formatted(night, Quoted.yaml(rule), action.id())
        : "";
  }
}
