package io.nightjar.cli.capture;

import io.nightjar.cli.PlainText;
import io.nightjar.driver.EventType;
import io.nightjar.driver.Recording;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.driver.capture.CaptureSource;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What rules need and a capture was not asked to hold. */
final class Gaps {
  private static final String AUDIT = "k8s_audit";

  private Gaps() {}

  /** A line for each, plain text. */
  static List<String> of(Recording recording, RuleSet set) {
    List<String> notes = new ArrayList<>();
    if (set.eventTypes().isEmpty() && hasRulesOfAudit(set)) {
      notes.add("a capture of system calls, and all rules have the source k8s_audit");
    }
    if (recording instanceof CaptureSource capture) {
      of(capture.facts(), set, notes);
    }
    return notes;
  }

  private static void of(CaptureFacts facts, RuleSet set, List<String> notes) {
    Set<String> held = Set.copyOf(List.of(facts.get(CaptureFacts.EVENTS).split(" ")));
    Set<String> needed =
        set.eventTypes().stream()
            .filter(type -> !EventType.PROCESS_TABLE.contains(type))
            .map(EventType::callName)
            .filter(name -> !held.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!needed.isEmpty()) {
      notes.add("not in the capture, though rules are about them: " + String.join(" ", needed));
    }
    if (set.usesEnvironment() && facts.get(CaptureFacts.ENVIRONMENT).isEmpty()) {
      notes.add("not in the capture, though rules are about them: environment variables");
    }
    if (CaptureRequest.wasForOtherRules(facts, set)) {
      notes.add("the capture holds what other rules needed: these may miss some of their events");
    }
    if (!facts.get(CaptureFacts.FILTER).isEmpty()) {
      notes.add("the capture holds " + PlainText.of(facts.get(CaptureFacts.FILTER)));
    }
  }

  /** Whether any enabled rule is about the Kubernetes audit log. */
  static boolean hasRulesOfAudit(RuleSet set) {
    return set.rules().stream().filter(Rule::enabled).anyMatch(rule -> rule.source().equals(AUDIT));
  }
}
