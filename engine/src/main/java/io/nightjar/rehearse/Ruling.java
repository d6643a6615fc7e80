package io.nightjar.rehearse;

import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import java.util.Locale;

/** What the gate would have said, in one word. */
public enum Ruling {
  /** It would have acted by itself. */
  ALLOWED,
  /** It would have said what it would do. */
  DRY_RUN,
  /** People would have been asked. */
  ASKED,
  /** A guard would have refused it. */
  DENIED,
  /** Another response does or awaits the same. */
  JOINED;

  /**
   * @param judged a response in the state that the gate's verdict put it in
   */
  static Ruling of(Response judged) {
    return switch (judged.state()) {
      case DENIED -> DENIED;
      case AWAITING_APPROVAL -> ASKED;
      default -> judged.dryRun() ? DRY_RUN : ALLOWED;
    };
  }

  /** Name of the guard whose answer made it so; empty where every guard passed. */
  String guard(Response judged) {
    String answer =
        switch (this) {
          case ALLOWED, JOINED -> "";
          case DRY_RUN -> "dry-run";
          case ASKED -> "ask";
          case DENIED -> "deny";
        };
    return judged.findings().stream()
        .filter(finding -> finding.answer().equals(answer))
        .map(GuardFinding::guard)
        .findFirst()
        .orElse("");
  }

  /** For people: {@code dry-run}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
