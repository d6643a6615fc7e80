package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response.GuardFinding;
import java.util.List;

/** What the gate says of a request, with what every guard answered. */
public sealed interface Verdict {

  List<GuardFinding> findings();

  record Allowed(boolean dryRun, List<GuardFinding> findings) implements Verdict {

    /** In plain words; of a draft, also that a person would have been asked. */
    public String why() {
      return findings.stream()
          .filter(finding -> finding.answer().equals("ask"))
          .findFirst()
          .map(finding -> "a draft; people would have been asked: " + finding.why())
          .orElse(dryRun ? "every guard passed; dry run" : "every guard passed");
    }
  }

  record AskFirst(ApprovalAsk ask, String why, boolean dryRun, List<GuardFinding> findings)
      implements Verdict {}

  /** Response {@code responseId} does or awaits the same on the same target. */
  record Joined(String responseId, List<GuardFinding> findings) implements Verdict {}

  record Denied(String guard, String why, List<GuardFinding> findings) implements Verdict {}
}
