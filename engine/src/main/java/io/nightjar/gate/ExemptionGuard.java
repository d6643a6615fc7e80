package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** People agreed beforehand, with a ticket and an end, that this is left alone. */
final class ExemptionGuard implements Guard {

  private final List<Exemption> exemptions;
  private final TargetLookup targets;
  private final InstantSource clock;

  ExemptionGuard(List<Exemption> exemptions, TargetLookup targets, InstantSource clock) {
    this.exemptions = exemptions;
    this.targets = targets;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "exceptions";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    Instant now = clock.instant();
    Place place = targets.place(request.target());
    for (Exemption exemption : exemptions) {
      if (exemption.covers(request, place, now)) {
        return new Answer.Deny(
            "excepted until "
                + exemption.until()
                + " by "
                + exemption.ticket()
                + ": "
                + exemption.reason());
      }
    }
    return new Answer.Pass("no exception in force");
  }
}
