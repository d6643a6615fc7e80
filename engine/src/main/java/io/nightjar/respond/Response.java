package io.nightjar.respond;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response request with its life so far; immutable, the store holds the current one.
 *
 * @param reason why it is in this state, in plain words (the guard's, the approver's, the
 *     outcome's)
 * @param decidedBy who approved or rejected it, or empty
 * @param answers what people have said of it so far
 * @param expiresAt when an unanswered approval expires; null when nothing is awaited
 * @param dryRun judged in dry-run mode: executed with the API server's dry run only
 * @param latencyMillis from the system call's return to the answer of the API server or the kernel;
 *     null while there is none
 * @param repeats how many later requests for the same action on the same target were joined to it
 */
public record Response(
    ResponseRequest request,
    ResponseState state,
    String reason,
    String decidedBy,
    Answers answers,
    @Nullable Instant expiresAt,
    boolean dryRun,
    @Nullable Outcome outcome,
    @Nullable UndoOutcome undoOutcome,
    @Nullable Long latencyMillis,
    List<GuardFinding> findings,
    int repeats,
    Instant updatedAt) {
  public Response {
    findings = List.copyOf(findings);
  }

  /** A request that nobody judged yet. */
  public static Response requested(ResponseRequest request, boolean dryRun, Instant at) {
    return new Response(
        request,
        ResponseState.REQUESTED,
        request.because(),
        "",
        Answers.NONE,
        null,
        dryRun,
        null,
        null,
        null,
        List.of(),
        0,
        at);
  }

  public String id() {
    return request.id();
  }

  /** What one guard said of the request, kept so that "why?" can always be answered. */
  public record GuardFinding(String guard, String answer, String why) {}
}
