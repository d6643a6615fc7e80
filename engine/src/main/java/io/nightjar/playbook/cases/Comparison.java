package io.nightjar.playbook.cases;

import io.nightjar.playbook.cases.PlaybookCase.ApprovalExpected;
import io.nightjar.playbook.cases.PlaybookCase.EscalationExpected;
import io.nightjar.playbook.cases.PlaybookCase.Expected;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came out of a case, put beside what it expects. */
final class Comparison {

  /** One thing that is not as it was expected. */
  record Difference(String name, String expected, String came) {}

  private final List<Difference> differences = new ArrayList<>();

  private Comparison() {}

  /** Whether they are the same thing, whatever its details. */
  static boolean sameThing(Expected expected, Came came) {
    return name(expected).equals(came.name());
  }

  /** The details in which they differ; only where they are the same thing. */
  static List<Difference> of(Expected expected, Came came) {
    Comparison comparison = new Comparison();
    comparison.compare(expected, came);
    return comparison.differences;
  }

  private void compare(Expected expected, Came came) {
    differ("at", expected.at(), Durations.format(came.at()), expected.at() != null);
    differ("target", expected.target(), came.target(), expected.target() != null);
    if (expected.text() != null && !came.text().contains(expected.text())) {
      differences.add(new Difference("text", "… " + expected.text() + " …", came.text()));
    }
    if (came.kind().equals("request")) {
      differ("undoAfter", expected.undoAfter(), format(came.undoAfter()), true);
      approval(expected.approval(), came.approval());
    }
    Came.Judged gate = came.gate();
    if (gate != null) {
      gate(expected, gate);
    }
  }

  private void gate(Expected expected, Came.Judged gate) {
    String why = " (" + gate.guard() + (gate.guard().isEmpty() ? "" : ": ") + gate.why() + ")";
    PlaybookCase.Verdict wanted = expected.verdict();
    if (wanted != null && wanted != gate.verdict()) {
      differences.add(new Difference("verdict", word(wanted), word(gate.verdict()) + why));
    }
    if (expected.guard() != null && !expected.guard().equals(gate.guard())) {
      String was = gate.guard().isEmpty() ? "none" : gate.guard();
      differences.add(new Difference("guard", expected.guard(), was + " (" + gate.why() + ")"));
    }
    differ("askedOf", expected.askedOf(), gate.askedOf(), expected.askedOf() != null);
    String state = expected.state() == null ? null : expected.state().toLowerCase(Locale.ROOT);
    differ("state", state, gate.state(), state != null);
  }

  private static String word(PlaybookCase.Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void approval(@Nullable ApprovalExpected expected, @Nullable ApprovalAsk came) {
    if (expected == null || came == null) {
      differ(
          "approval",
          expected == null ? null : "within " + expected.within(),
          came == null ? null : "within " + Durations.format(came.within()) + " " + came.groups(),
          expected != null || came != null);
      return;
    }
    differ("approval.within", expected.within(), format(came.within()), true);
    differ("approval.groups", orEmpty(expected.groups()), came.groups(), true);
    int persons = expected.persons() == null ? 1 : expected.persons();
    differ("approval.persons", persons, came.persons(), true);
    differ("approval.escalation", chain(expected.chain()), chain(came), true);
  }

  private static List<String> chain(List<EscalationExpected> steps) {
    return steps.stream().map(step -> "after " + step.after() + " " + step.to()).toList();
  }

  private static List<String> chain(ApprovalAsk ask) {
    return ask.escalation().stream()
        .map(step -> "after " + Durations.format(step.after()) + " " + step.to())
        .toList();
  }

  private void differ(
      String name, @Nullable Object expected, @Nullable Object came, boolean matters) {
    if (matters && !Objects.equals(expected, came)) {
      differences.add(new Difference(name, spoken(expected), spoken(came)));
    }
  }

  private static String spoken(@Nullable Object value) {
    return value == null ? "none" : value.toString();
  }

  private static @Nullable String format(@Nullable Duration duration) {
    return duration == null ? null : Durations.format(duration);
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  /** {@code request kubernetes:isolate-pod}. */
  static String name(Expected expected) {
    if (expected.request() != null) {
      return "request " + expected.request();
    }
    if (expected.page() != null) {
      return "page " + expected.page();
    }
    return expected.skipped() != null
        ? "skipped " + expected.skipped()
        : "escalated " + expected.escalated();
  }

  /** One line for people. */
  static String describe(Expected expected) {
    return name(expected)
        + (expected.target() == null ? "" : " of " + expected.target())
        + (expected.at() == null ? "" : " at " + expected.at())
        + (expected.text() == null ? "" : ": … " + expected.text() + " …");
  }
}
