package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;

/** One action on one target is done once, however often it is asked for while it holds. */
final class AlreadyActingGuard implements Guard {

  @Override
  public String name() {
    return "already-in-force";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    return soFar
        .inForce()
        .acting(request, soFar.dryRun())
        .<Answer>map(id -> new Answer.Join(id, "response " + id + " does the same already"))
        .orElseGet(() -> new Answer.Pass("no other response does the same"));
  }
}
