package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;

/** What an exception of the client means for the response. */
record ClientFailure(Kind kind, String cause) {

  static ClientFailure of(KubernetesClientException exception) {
    return new ClientFailure(kind(exception.getCode()), DisplayText.of(words(exception)));
  }

  Outcome.Failed outcome() {
    return new Outcome.Failed(kind, cause);
  }

  UndoOutcome.Failed undoOutcome() {
    return new UndoOutcome.Failed(kind, cause);
  }

  private static Kind kind(int code) {
    if (code == 409) {
      return Kind.CONFLICT;
    }
    // 408 and 429 ask for another try; 0 means that there was no answer at all
    boolean refused = code >= 400 && code < 500 && code != 408 && code != 429;
    return refused ? Kind.REFUSED : Kind.UNAVAILABLE;
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
