package io.nightjar.rehearse;

import io.nightjar.playbook.Notice;
import io.nightjar.playbook.PlaybookFault;
import io.nightjar.playbook.Skipped;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that would have happened. */
public sealed interface Rehearsed {

  /** When, by the clock of then. */
  Instant at();

  /**
   * A response would have come into another state: what the gate says of a new one stands in its
   * state, reason and findings.
   *
   * @param response as it is then
   * @param previous null for a new one, which nobody has judged yet
   * @param over nothing becomes of it any more by the passing of time
   */
  record Changed(Response response, @Nullable ResponseState previous, boolean over)
      implements Rehearsed {
    @Override
    public Instant at() {
      return response.updatedAt();
    }
  }

  /**
   * A request would have been joined to a response that does or awaits the same.
   *
   * @param holder that response
   */
  record Joined(Instant at, Response holder, ResponseRequest request) implements Rehearsed {}

  /**
   * Nobody would have answered in time, and others would have been told.
   *
   * @param step of the escalation, from 0
   */
  record Escalated(Instant at, Response response, int step) implements Rehearsed {}

  /** A playbook would have had people told. */
  record Told(Notice notice) implements Rehearsed {
    @Override
    public Instant at() {
      return notice.time();
    }
  }

  /** A playbook asked for something that has no target. */
  record NotPossible(Skipped skipped) implements Rehearsed {
    @Override
    public Instant at() {
      return skipped.time();
    }
  }

  /** A playbook failed and takes no part from here on. */
  record TakenOut(PlaybookFault fault) implements Rehearsed {
    @Override
    public Instant at() {
      return fault.time();
    }
  }
}
