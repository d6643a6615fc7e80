package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.ResponseRequest;

/** A person is asked where the request or the configuration wants it. */
final class ApprovalGuard implements Guard {

  private final GateSettings.Asking asking;

  ApprovalGuard(GateSettings.Asking asking) {
    this.asking = asking;
  }

  @Override
  public String name() {
    return "approval-policy";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    ApprovalAsk own = request.approval();
    if (own != null) {
      return new Answer.Ask(own, request.playbook() + " asks for approval");
    }
    return asking.always().contains(request.actionId())
        ? new Answer.Ask(asking.ask(), request.actionId() + " always needs approval")
        : new Answer.Pass("no approval needed");
  }
}
