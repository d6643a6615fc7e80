package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;

/** Stands where the kill switch stands and lets everything by: nothing is going to act. */
final class UnheardKillSwitchGuard implements Guard {

  @Override
  public String name() {
    return "kill-switch";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    return new Answer.NotJudged("taken as not engaged");
  }
}
