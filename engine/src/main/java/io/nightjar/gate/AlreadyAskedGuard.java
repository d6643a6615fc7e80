package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;

/**
 * A person is asked once for one action on one target. It stands after the rate limit, which may
 * turn a request into a question; a request that needs no approval never waits behind one that
 * does.
 */
final class AlreadyAskedGuard implements Guard {

  @Override
  public String name() {
    return "already-asked";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    if (!soFar.asked()) {
      return new Answer.Pass("nobody has to be asked");
    }
    return soFar
        .inForce()
        .awaiting(request, soFar.dryRun())
        .<Answer>map(id -> new Answer.Join(id, "response " + id + " waits for an answer already"))
        .orElseGet(() -> new Answer.Pass("nobody was asked for the same yet"));
  }
}
