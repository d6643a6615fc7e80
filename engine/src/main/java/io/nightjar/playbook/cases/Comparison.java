package io.nightjar.playbook.cases;

import io.nightjar.playbook.Decision;
import io.nightjar.playbook.cases.PlaybookCase.ApprovalExpected;
import io.nightjar.playbook.cases.PlaybookCase.EscalationExpected;
import io.nightjar.playbook.cases.PlaybookCase.Expected;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a playbook decided, put beside what its case expects. */
final class Comparison {
  private final String kind;
  private final String what;
  private final String target;
  private final String text;
  private final Duration at;
  private final @Nullable Duration undoAfter;
  private final @Nullable ApprovalAsk approval;

  Comparison(Instant start, Decision decision) {
    switch (decision) {
      case Decision.Asked asked -> {
        kind = "request";
        what = asked.request().actionId();
        target = asked.request().target().describe();
        text = asked.request().because();
        at = Duration.between(start, asked.request().requestedAt());
        undoAfter = asked.request().undoAfter();
        approval = asked.request().approval();
      }
      case Decision.Told told -> {
        kind = "page";
        what = told.notice().group();
        target = told.notice().subject();
        text = told.notice().text();
        at = Duration.between(start, told.notice().time());
        undoAfter = null;
        approval = null;
      }
      case Decision.NotPossible notPossible -> {
        kind = "skipped";
        what = notPossible.skipped().actionId();
        target = "";
        text = notPossible.skipped().why();
        at = Duration.between(start, notPossible.skipped().time());
        undoAfter = null;
        approval = null;
      }
      case Decision.TakenOut takenOut -> {
        kind = "failure";
        what = takenOut.fault().playbook();
        target = "";
        text = takenOut.fault().why();
        at = Duration.between(start, takenOut.fault().time());
        undoAfter = null;
        approval = null;
      }
    }
  }

  List<String> with(Expected expected) {
    List<String> differences = new ArrayList<>();
    if (!describe(expected).equals(kind + " " + what)) {
      return List.of("expected " + describe(expected) + ", was " + describe());
    }
    differ(differences, "at", expected.at(), Durations.format(at), expected.at() != null);
    differ(differences, "target", expected.target(), target, expected.target() != null);
    if (expected.text() != null && !text.contains(expected.text())) {
      differences.add("text should contain '" + expected.text() + "', was '" + text + "'");
    }
    if (kind.equals("request")) {
      differ(differences, "undoAfter", expected.undoAfter(), format(undoAfter), true);
      approval(differences, expected.approval());
    }
    return differences;
  }

  private void approval(List<String> differences, @Nullable ApprovalExpected expected) {
    if (expected == null || approval == null) {
      if (expected != null || approval != null) {
        differences.add("approval: expected " + expected + ", was " + approval);
      }
      return;
    }
    differ(differences, "approval within", expected.within(), format(approval.within()), true);
    differ(differences, "groups", orEmpty(expected.groups()), approval.groups(), true);
    differ(
        differences,
        "persons",
        expected.persons() == null ? 1 : expected.persons(),
        approval.persons(),
        true);
    differ(differences, "escalation", expected.chain(), chain(approval), true);
  }

  private static List<EscalationExpected> chain(ApprovalAsk ask) {
    return ask.escalation().stream()
        .map(step -> new EscalationExpected(Durations.format(step.after()), step.to()))
        .toList();
  }

  private static void differ(
      List<String> differences,
      String name,
      @Nullable Object expected,
      @Nullable Object actual,
      boolean matters) {
    if (matters && !Objects.equals(expected, actual)) {
      differences.add(name + ": expected " + expected + ", was " + actual);
    }
  }

  private static @Nullable String format(@Nullable Duration duration) {
    return duration == null ? null : Durations.format(duration);
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  String describe() {
    return kind + " " + what + " of " + target + " at " + Durations.format(at) + ": " + text;
  }

  static String describe(Expected expected) {
    if (expected.request() != null) {
      return "request " + expected.request();
    }
    return expected.page() != null ? "page " + expected.page() : "skipped " + expected.skipped();
  }
}
