package io.nightjar.rehearse;

import io.nightjar.respond.Response;
import io.nightjar.respond.SupposedAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a rehearsal takes for granted because nothing happens in it.
 *
 * @param actingTakes from a verdict to its outcome, which is always success, and as long for an
 *     undo
 * @param answers what people say to a response that has begun to wait; empty: nothing. Asked more
 *     than once of one response, and always answered the same
 * @param words what {@code answers} stands for, for people
 */
public record Assumptions(
    Duration actingTakes, Function<Response, Optional<SupposedAnswer>> answers, String words) {

  public static final Duration ACTING_TAKES = Duration.ofMillis(500);
  public static final Duration ANSWERING_TAKES = Duration.ofMinutes(2);

  /** Nobody ever answers. */
  public static final Assumptions UNANSWERED =
      new Assumptions(
          ACTING_TAKES, response -> Optional.empty(), "nobody answers what needs approval");

  /** Everybody who is asked agrees after {@link #ANSWERING_TAKES}. */
  public static final Assumptions APPROVED =
      new Assumptions(
          ACTING_TAKES,
          response -> Optional.of(new SupposedAnswer(true, ANSWERING_TAKES, "assumption")),
          "everything that needs approval is approved after two minutes");
}
