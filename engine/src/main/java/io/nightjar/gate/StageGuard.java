package io.nightjar.gate;

import io.nightjar.respond.Edition;
import io.nightjar.respond.ResponseRequest;

/**
 * Tries a draft without effect. That a playbook at the stage {@code ask} asks is the business of
 * {@link ApprovalGuard}, which knows what is asked for anyway.
 */
final class StageGuard implements Guard {

  private final Stages stages;

  StageGuard(Stages stages) {
    this.stages = stages;
  }

  @Override
  public String name() {
    return "stage";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    Edition edition = stages.settle(request).edition();
    if (edition == null) {
      return new Answer.Pass("no playbook asked");
    }
    String why = words(request, edition);
    return switch (edition.stage()) {
      case DRAFT -> new Answer.Draft(why);
      case ASK, ENFORCE -> new Answer.Pass(why);
    };
  }

  static String words(ResponseRequest request, Edition edition) {
    return request.playbook() + " is at stage " + edition.stage().word() + ": " + edition.why();
  }
}
