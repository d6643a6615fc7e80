package io.nightjar.respond;

import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.practice.http.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What may go wrong with one write of an action. */
enum ApiFault {
  CONFLICT_ONCE(Fault.conflict(), 1, null),
  CONFLICT_FOR_LONG(Fault.conflict(), Times.ALWAYS, Kind.CONFLICT),
  TOO_MANY_REQUESTS_ONCE(Fault.tooManyRequests(1), 1, null),
  TOO_MANY_REQUESTS_FOR_A_MINUTE(Fault.tooManyRequests(60), Times.ALWAYS, Kind.UNAVAILABLE),
  INTERNAL_ERROR_ONCE(Fault.internalError(), 1, null),
  INTERNAL_ERROR_FOR_LONG(Fault.internalError(), Times.ALWAYS, Kind.UNAVAILABLE),
  UNAVAILABLE_ONCE(Fault.unavailable(), 1, null),
  UNAVAILABLE_FOR_LONG(Fault.unavailable(), Times.ALWAYS, Kind.UNAVAILABLE),
  /** The connection breaks before anything was done. */
  CONNECTION_RESET_ONCE(new Fault.HangUp(), 1, null),
  CONNECTION_RESET_FOR_LONG(new Fault.HangUp(), Times.ALWAYS, Kind.UNAVAILABLE),
  /** The connection breaks after it was done. */
  ANSWER_LOST(new Fault.LoseAnswer(), 1, null),
  FORBIDDEN(new Fault.Refuse(403, "Forbidden", 0), Times.ALWAYS, Kind.REFUSED),
  /** It is done only after nobody waits for it any more. */
  DONE_TOO_LATE(new Fault.Delay(Times.TOO_LONG), 1, Kind.UNAVAILABLE),
  /** It is done at once, but that is said when nobody waits for it any more. */
  ANSWERED_TOO_LATE(new Fault.AnswerLate(Times.TOO_LONG), 1, Kind.UNAVAILABLE);

  @SuppressWarnings("ImmutableEnumChecker") // records
  final Fault fault;

  final int times;

  /** How the call fails; null where trying again is enough. */
  final @Nullable Kind failure;

  ApiFault(Fault fault, int times, @Nullable Kind failure) {
    this.fault = fault;
    this.times = times;
    this.failure = failure;
  }

  /** How long a call may take: no more than it must where that is what is tested. */
  Duration limit() {
    return happensNonetheless() ? Times.LIMIT : Times.AMPLE;
  }

  /** Whether the write takes place although the call fails. */
  boolean happensNonetheless() {
    return fault instanceof Fault.Delay || fault instanceof Fault.AnswerLate;
  }

  /** Constants that an enum's own constants may use. */
  static final class Times {
    static final int ALWAYS = 1_000;
    static final Duration LIMIT = Duration.ofSeconds(4);
    static final Duration AMPLE = Duration.ofSeconds(20);
    static final Duration TOO_LONG = Duration.ofMillis(5_500);

    private Times() {}
  }
}
