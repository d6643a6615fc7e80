package io.nightjar.playbook.talon;

import io.nightjar.playbook.author.Quoted;
import io.nightjar.playbook.talon.TalonActions.Translated;
import io.nightjar.playbook.talon.TalonActions.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The files of one playbook that was made of a rule of Falco Talon. */
final class ImportedPlaybook {
  private static final String APPROVAL = ".needsApproval(\"30m\")";

  private final String name;
  private final TalonRule rule;
  private final List<String> conditions;
  private final Sample sample;

  /** What is asked under the same conditions. */
  private final Map<List<String>, List<Translated>> groups = new LinkedHashMap<>();

  ImportedPlaybook(
      String name,
      TalonRule rule,
      List<String> conditions,
      List<Translated> actions,
      Sample sample) {
    this.name = name;
    this.rule = rule;
    this.conditions = conditions;
    this.sample = sample;
    for (Translated action : actions) {
      groups.computeIfAbsent(action.conditions(), key -> new ArrayList<>()).add(action);
    }
  }

  Map<String, String> files() {
    return Map.of(
        "playbook.drl", drl(), "playbook.yaml", manifest(), "cases/" + name + ".yaml", cases());
  }

  /** The name of others, as a text that a person reads; braces would be fields. */
  private static String spoken(String text) {
    String plain =
        text.codePoints()
            .mapToObj(c -> Quoted.isPlain(Character.toString(c)) ? Character.toString(c) : "?")
            .collect(Collectors.joining());
    String short120 = plain.length() > 120 ? plain.substring(0, 119) + "…" : plain;
    return short120.replace('{', '(').replace('}', ')').replace('\\', '/');
  }

  private String drl() {
    StringBuilder drl = new StringBuilder();
    int number = 0;
    for (Map.Entry<List<String>, List<Translated>> group : groups.entrySet()) {
      List<String> all = new ArrayList<>(conditions);
      all.addAll(group.getKey());
      drl.append(number == 0 ? "" : "\n");
      drl.append("rule \"as Talon's, ").append(++number).append("\"\nwhen\n  $d : Detection( ");
      drl.append(String.join(",\n                  ", all)).append(" )\nthen\n");
      for (Translated action : group.getValue()) {
        action.wishes().forEach(wish -> drl.append(sentence(wish, action.ask())));
      }
      drl.append("end\n");
    }
    return drl.toString();
  }

  private String sentence(Wish wish, boolean ask) {
    String arguments = wish.arguments().stream().map(Quoted::drl).collect(Collectors.joining(", "));
    String because = spoken(rule.name()) + ": {rule} in {namespace}/{pod}";
    return "  respond.to($d)."
        + wish.method().method()
        + "("
        + arguments
        + ")\n      .because("
        + Quoted.drl(because)
        + ")"
        + (ask ? APPROVAL : "")
        + ";\n";
  }

  private String manifest() {
    TreeSet<String> mayAsk = new TreeSet<>();
    wishes().forEach(wish -> mayAsk.add(wish.method().actionId()));
    String why = rule.description().isEmpty() ? "A rule of Falco Talon." : rule.description();
    return "title: "
        + Quoted.yaml(spoken(rule.name()))
        + "\nwhy: "
        + Quoted.yaml(spoken(why.replaceAll("\\s+", " ").strip()))
        + "\nowner: security\n"
        + (rule.dryRun().equals("true") ? "stage: draft\n" : "")
        + "mayAsk:\n"
        + mayAsk.stream().map(action -> "  - " + action + "\n").collect(Collectors.joining());
  }

  private List<Wish> wishes() {
    return groups.values().stream()
        .flatMap(List::stream)
        .flatMap(action -> action.wishes().stream())
        .toList();
  }

  private String cases() {
    StringBuilder cases = new StringBuilder("cases:\n  - name: it asks for what Talon did\n");
    given(cases, sample.rule());
    cases.append("    expect:\n");
    for (List<Translated> group : groups.values()) {
      for (Translated action : group) {
        for (Wish wish : action.wishes()) {
          cases.append("      - request: ").append(wish.method().actionId()).append('\n');
          cases.append(action.ask() ? "        approval: {within: 30m}\n" : "");
        }
      }
    }
    if (!rule.match().rules().isEmpty()) {
      cases.append("\n  - name: what another rule detects is left alone\n");
      given(cases, "Another rule than " + String.join(", ", rule.match().rules()));
      cases.append("    expect: []\n");
    }
    return cases.toString();
  }

  private void given(StringBuilder cases, String ofRule) {
    cases.append("    start: 2026-11-20T12:00:00Z\n    given:\n      - at: 0s\n");
    cases.append("        detection:\n");
    line(cases, "rule", Quoted.yaml(ofRule));
    line(cases, "priority", sample.priority().name());
    line(cases, "source", Quoted.yaml(sample.source()));
    line(cases, "namespace", Quoted.yaml(sample.namespace()));
    line(cases, "pod", Quoted.yaml(sample.pod()));
    line(cases, "workload", "web");
    line(cases, "process", Quoted.yaml(sample.process()));
    if (!sample.tags().isEmpty()) {
      line(cases, "tags", sample.tags().stream().map(Quoted::yaml).toList().toString());
    }
    if (!sample.fields().isEmpty()) {
      line(
          cases,
          "fields",
          sample.fields().entrySet().stream()
              .map(each -> Quoted.yaml(each.getKey()) + ": " + Quoted.yaml(each.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}")));
    }
  }

  private static void line(StringBuilder cases, String key, String value) {
    cases.append("          ").append(key).append(": ").append(value).append('\n');
  }
}
