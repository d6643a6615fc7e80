package io.nightjar.ingest.kubernetes;

import io.nightjar.http.Status.Source;
import io.nightjar.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says which of the rules in force can never match, because of the audit policy. */
final class AuditGaps {
  private @Nullable RuleSet known;
  private List<BodyNeed> needs = List.of();

  /** One source that is off for each kind of object whose bodies are missing. */
  List<Source> of(RuleSet rules, AuditSeen seen) {
    SortedMap<String, SortedSet<String>> requests = new TreeMap<>();
    SortedMap<String, SortedSet<String>> answers = new TreeMap<>();
    for (BodyNeed need : needs(rules)) {
      boolean all =
          !need.resources().isEmpty()
              && need.resources().stream().allMatch(kind -> seen.neverGives(kind, need.request()));
      if (all) {
        SortedMap<String, SortedSet<String>> missing = need.request() ? requests : answers;
        need.resources()
            .forEach(
                kind -> missing.computeIfAbsent(kind, any -> new TreeSet<>()).add(need.rule()));
      }
    }
    List<Source> gaps = new ArrayList<>();
    requests.forEach((kind, names) -> gaps.add(gap(kind, "request", names)));
    answers.forEach((kind, names) -> gaps.add(gap(kind, "response", names)));
    return gaps;
  }

  private static Source gap(String kind, String body, SortedSet<String> rules) {
    return new Source(
        "k8s_audit of " + kind,
        false,
        "the audit policy gives no "
            + body
            + " bodies for "
            + kind
            + ": "
            + String.join(", ", rules)
            + " can never match");
  }

  private synchronized List<BodyNeed> needs(RuleSet rules) {
    if (rules != known) {
      known = rules;
      needs = BodyNeed.of(rules);
    }
    return needs;
  }
}
