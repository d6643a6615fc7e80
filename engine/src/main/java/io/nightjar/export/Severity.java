package io.nightjar.export;

import io.nightjar.detect.Priority;
import java.util.Arrays;

/** How severe a leaf is, in the numbers of OCSF. */
enum Severity {
  INFORMATIONAL(1, "Informational"),
  LOW(2, "Low"),
  MEDIUM(3, "Medium"),
  HIGH(4, "High"),
  CRITICAL(5, "Critical"),
  FATAL(6, "Fatal");

  final int id;
  final String caption;

  Severity(int id, String caption) {
    this.id = id;
    this.caption = caption;
  }

  static Severity of(LeafFacts facts) {
    String priority = facts.field("priority");
    return Arrays.stream(Priority.values())
        .filter(known -> known.name().equals(priority))
        .findFirst()
        .map(Severity::of)
        .orElseGet(() -> of(facts.record().kind()));
  }

  private static Severity of(Priority priority) {
    return switch (priority) {
      case EMERGENCY -> FATAL;
      case ALERT, CRITICAL -> CRITICAL;
      case ERROR -> HIGH;
      case WARNING -> MEDIUM;
      case NOTICE -> LOW;
      case INFORMATIONAL, DEBUG -> INFORMATIONAL;
    };
  }

  private static Severity of(String kind) {
    return switch (kind) {
      case "response.failed", "response.undo-refused", "response.reverted-by-others" -> HIGH;
      case "killswitch.engaged", "playbook.taken-out", "sensor.lost", "sensor.off", "alerts.lost" ->
          MEDIUM;
      case "response.awaiting-approval", "approval.escalated", "approval.refused" -> MEDIUM;
      case "response.denied", "response.expired", "response.rejected" -> LOW;
      default -> INFORMATIONAL;
    };
  }
}
