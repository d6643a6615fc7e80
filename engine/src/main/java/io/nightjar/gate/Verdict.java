package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response.GuardFinding;
import java.util.List;

/** What the gate says of a request, with what every guard answered. */
public sealed interface Verdict {

  List<GuardFinding> findings();

  record Allowed(boolean dryRun, List<GuardFinding> findings) implements Verdict {}

  record AskFirst(ApprovalAsk ask, String why, boolean dryRun, List<GuardFinding> findings)
      implements Verdict {}

  /** Response {@code responseId} does or awaits the same on the same target. */
  record Joined(String responseId, List<GuardFinding> findings) implements Verdict {}

  record Denied(String guard, String why, List<GuardFinding> findings) implements Verdict {}
}
