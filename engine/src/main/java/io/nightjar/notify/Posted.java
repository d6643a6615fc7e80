package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;

/** What an answer of HTTP means for a letter. */
final class Posted {

  private Posted() {}

  /** Taken, worth another try, or refused; a redirect is refused, as it may lead elsewhere. */
  static Sent of(SignedPost.Answer answer) {
    if (answer.taken()) {
      return Sent.DELIVERED;
    }
    return answer.mayPass()
        ? new Sent.Again(answer.problem(), answer.retryAfter())
        : new Sent.Refused(problem(answer));
  }

  private static String problem(SignedPost.Answer answer) {
    return switch (answer.status()) {
      case 401, 403 -> "it refuses the credentials (" + answer.status() + ")";
      case 404, 410 -> "there is nothing at its address (" + answer.status() + ")";
      default ->
          answer.status() >= 300 && answer.status() < 400
              ? "it redirects elsewhere (" + answer.status() + "), which is not followed"
              : answer.problem();
    };
  }
}
