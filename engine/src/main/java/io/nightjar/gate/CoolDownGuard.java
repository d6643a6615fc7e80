package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a person has just undone, or others have put back, is not done again without asking: two who
 * undo each other's work would never come to an end.
 */
final class CoolDownGuard implements Guard {

  private final GateSettings settings;
  private final TargetLookup targets;
  private final InstantSource clock;

  CoolDownGuard(GateSettings settings, TargetLookup targets, InstantSource clock) {
    this.settings = settings;
    this.targets = targets;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "cool-down";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    Instant since = clock.instant().minus(settings.coolDown());
    String workload = targets.place(request.target()).workload();
    Optional<Act> undone =
        soFar.inForce().takenBack(since).stream()
            .filter(act -> act.action().equals(request.actionId()))
            .filter(
                act ->
                    act.target().equals(request.target().key())
                        || (!workload.isEmpty() && act.place().workload().equals(workload)))
            .findFirst();
    return undone
        .<Answer>map(act -> new Answer.Ask(settings.asking().ask(), why(act, workload)))
        .orElseGet(() -> new Answer.Pass("nobody has lately taken the same back"));
  }

  private static String why(Act act, String workload) {
    return "the same was taken back on "
        + (workload.isEmpty() ? "this target" : workload)
        + " at "
        + act.takenBack()
        + " (response "
        + act.responseId()
        + ")";
  }
}
