package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response.GuardFinding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the guards said so far; the strongest answer counts, the first one of its strength. */
public final class Judgement {

  private final InForce inForce;
  private final List<GuardFinding> findings = new ArrayList<>();
  private @Nullable String deniedBy;
  private String deniedWhy = "";
  private @Nullable ApprovalAsk ask;
  private String askWhy = "";
  private @Nullable String joined;
  private boolean dryRun;
  private boolean draft;

  Judgement(InForce inForce) {
    this.inForce = inForce;
  }

  void add(String guard, Answer answer) {
    String said =
        switch (answer) {
          case Answer.Pass pass -> "pass";
          case Answer.NotJudged unknown -> "not-judged";
          case Answer.DryRun dry -> {
            dryRun = true;
            yield "dry-run";
          }
          case Answer.Draft draft -> {
            this.draft = true;
            dryRun = true;
            yield "draft";
          }
          case Answer.Ask asked -> {
            if (ask == null) {
              ask = asked.ask();
              askWhy = asked.why();
            }
            yield "ask";
          }
          case Answer.Join join -> {
            joined = joined == null ? join.responseId() : joined;
            yield "join";
          }
          case Answer.Deny deny -> {
            if (deniedBy == null) {
              deniedBy = guard;
              deniedWhy = deny.why();
            }
            yield "deny";
          }
        };
    findings.add(new GuardFinding(guard, said, answer.why()));
  }

  /** The other responses, as the transaction sees them in which this is judged. */
  public InForce inForce() {
    return inForce;
  }

  public boolean denied() {
    return deniedBy != null;
  }

  public boolean asked() {
    return ask != null;
  }

  public boolean joined() {
    return joined != null;
  }

  /** Whether nothing so far keeps it from acting, or seeming to, without a person. */
  boolean actsByItself() {
    return !denied() && !asked() && !joined();
  }

  public boolean dryRun() {
    return dryRun;
  }

  Verdict verdict() {
    if (deniedBy != null) {
      return new Verdict.Denied(deniedBy, deniedWhy, List.copyOf(findings));
    }
    if (joined != null) {
      return new Verdict.Joined(joined, List.copyOf(findings));
    }
    if (ask != null && !draft) {
      return new Verdict.AskFirst(ask, askWhy, dryRun, List.copyOf(findings));
    }
    return new Verdict.Allowed(dryRun, List.copyOf(findings));
  }
}
