package io.nightjar.rehearse;

import io.nightjar.gate.Durations;
import io.nightjar.rehearse.Difference.Change;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** In what the same response, asked for by two sets of playbooks, is different. */
final class EntryChanges {

  private final List<Change> changes = new ArrayList<>();

  private EntryChanges() {}

  static List<Change> of(Entry.Asked before, Entry.Asked after) {
    EntryChanges changes = new EntryChanges();
    changes.add("asked at", before.at().toString(), after.at().toString());
    changes.add("action", before.action(), after.action());
    if (!before.targetKey().equals(after.targetKey())) {
      changes.add("target", before.target(), after.target());
    }
    changes.add("ruling", before.ruling().words(), after.ruling().words());
    changes.add("guard", before.guard(), after.guard());
    changes.add("approval", words(before.approval()), words(after.approval()));
    changes.add("undo", words(before.undoAfter()), words(after.undoAfter()));
    changes.add("in the end", before.end(), after.end());
    return changes.changes;
  }

  private void add(String what, String before, String after) {
    if (!before.equals(after)) {
      changes.add(
          new Change(what, before.isEmpty() ? "none" : before, after.isEmpty() ? "none" : after));
    }
  }

  private static String words(@Nullable Duration after) {
    return after == null ? "" : "after " + Durations.words(after);
  }

  private static String words(@Nullable ApprovalAsk ask) {
    if (ask == null) {
      return "";
    }
    String who = ask.groups().isEmpty() ? Sums.EVERYBODY : String.join(", ", ask.groups());
    String escalation =
        ask.escalation().stream()
            .map(
                step ->
                    ", after " + Durations.words(step.after()) + " " + String.join(", ", step.to()))
            .collect(Collectors.joining());
    return (ask.persons() == 1 ? "" : ask.persons() + " of ")
        + who
        + " within "
        + Durations.words(ask.within())
        + escalation;
  }
}
