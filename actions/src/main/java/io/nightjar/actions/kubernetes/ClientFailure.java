package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an exception of the client means for the response. */
record ClientFailure(Kind kind, String cause, @Nullable Duration retryAfter) {

  /** What an API server that sheds load asks for in a header, which the client does not hand on. */
  private static final Duration SHED = Duration.ofSeconds(1);

  /** A refusal names who, what and where; an admission webhook's says its reason last. */
  private static final int LONGEST = 1000;

  static ClientFailure of(KubernetesClientException exception) {
    Optional<String> budget = disruptionBudget(exception);
    return budget.isPresent()
        ? new ClientFailure(Kind.REFUSED, shown(budget.get()), null)
        : new ClientFailure(
            kind(exception.getCode()), shown(words(exception)), retryAfter(exception));
  }

  private static String shown(String words) {
    return DisplayText.of(words, LONGEST);
  }

  /** The same, and what was changed before it came to that. */
  ClientFailure after(Collection<String> done) {
    return done.isEmpty()
        ? this
        : new ClientFailure(
            kind, cause + "; done before that: " + String.join("; ", done), retryAfter);
  }

  Outcome.Failed outcome() {
    return new Outcome.Failed(kind, cause, retryAfter);
  }

  UndoOutcome.Failed undoOutcome() {
    return new UndoOutcome.Failed(kind, cause, retryAfter);
  }

  private static Kind kind(int code) {
    if (code == 409) {
      return Kind.CONFLICT;
    }
    // 408 and 429 ask for another try; 0 means that there was no answer at all
    boolean refused = code >= 400 && code < 500 && code != 408 && code != 429;
    return refused ? Kind.REFUSED : Kind.UNAVAILABLE;
  }

  private static @Nullable Duration retryAfter(KubernetesClientException exception) {
    Status status = exception.getStatus();
    Integer seconds =
        status == null || status.getDetails() == null
            ? null
            : status.getDetails().getRetryAfterSeconds();
    if (seconds != null && seconds > 0) {
      return Duration.ofSeconds(seconds);
    }
    return exception.getCode() == 429 ? SHED : null;
  }

  /** An eviction that a budget forbids is answered like a server that is busy, but it is a no. */
  private static Optional<String> disruptionBudget(KubernetesClientException exception) {
    Status status = exception.getStatus();
    if (exception.getCode() != 429 || status == null || status.getDetails() == null) {
      return Optional.empty();
    }
    return status.getDetails().getCauses().stream()
        .filter(cause -> "DisruptionBudget".equals(cause.getReason()))
        .map(cause -> "a disruption budget forbids it now: " + cause.getMessage())
        .findFirst();
  }

  private static String words(KubernetesClientException exception) {
    Status status = exception.getStatus();
    if (status != null && status.getMessage() != null) {
      return status.getMessage() + " (HTTP " + exception.getCode() + ")";
    }
    Throwable cause = exception.getCause();
    String message = cause == null ? exception.getMessage() : cause.toString();
    return message == null ? exception.toString() : message;
  }
}
