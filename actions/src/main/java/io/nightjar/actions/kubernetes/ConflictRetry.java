package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Repeats an attempt, which reads everything anew, when the object changed or vanished between
 * reading and writing; every other failure of the client becomes a value at once.
 */
final class ConflictRetry {
  static final int ATTEMPTS = 4;

  private ConflictRetry() {}

  static Outcome execute(Supplier<Outcome> attempt) {
    return execute(List.of(), attempt);
  }

  /**
   * @param done what the attempts have changed so far; a failure tells of it
   */
  static Outcome execute(Collection<String> done, Supplier<Outcome> attempt) {
    return run(attempt, failure -> failure.after(done).outcome());
  }

  static UndoOutcome undo(Supplier<UndoOutcome> attempt) {
    return undo(List.of(), attempt);
  }

  /** As {@link #execute(Collection, Supplier)}. */
  static UndoOutcome undo(Collection<String> done, Supplier<UndoOutcome> attempt) {
    return run(attempt, failure -> failure.after(done).undoOutcome());
  }

  private static <R> R run(Supplier<R> attempt, Function<ClientFailure, R> failed) {
    for (int number = 1; ; number++) {
      try {
        return attempt.get();
      } catch (KubernetesClientException exception) {
        // 422: what a patch names may have gone since it was read, by a write of our own that came
        // late
        boolean changed =
            exception.getCode() == 409 || exception.getCode() == 404 || exception.getCode() == 422;
        if (!changed || number == ATTEMPTS) {
          return failed.apply(ClientFailure.of(exception));
        }
      }
    }
  }
}
