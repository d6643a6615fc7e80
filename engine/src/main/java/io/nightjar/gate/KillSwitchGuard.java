package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;

/** While the kill switch is engaged nothing is done. */
final class KillSwitchGuard implements Guard {

  private final KillSwitch killSwitch;

  KillSwitchGuard(KillSwitch killSwitch) {
    this.killSwitch = killSwitch;
  }

  @Override
  public String name() {
    return "kill-switch";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    String why = killSwitch.engaged();
    return why == null ? new Answer.Pass("not engaged") : new Answer.Deny(why);
  }
}
