package io.nightjar.config;

import java.time.Duration;
import java.util.List;

/** One step of an escalation. */
public record EscalationConfig(
    @Setting("Unanswered for so long since people were asked.") Duration after,
    @Setting("Whom to tell then.") List<String> to) {

  public EscalationConfig {
    to = List.copyOf(to);
    InvalidSettings.check()
        .that(after.isPositive(), "after", "must be longer than nothing")
        .that(!to.isEmpty(), "to", "names nobody")
        .done();
  }
}
