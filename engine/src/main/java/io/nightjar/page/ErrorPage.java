package io.nightjar.page;

import io.nightjar.http.Problem;
import io.nightjar.http.Reply;
import java.util.Locale;

/** A problem as a page: what it is, whether anything was done, where to go. */
final class ErrorPage {

  private final Frame frame;

  ErrorPage(Frame frame) {
    this.frame = frame;
  }

  /** What the template knows. */
  record Words(int status, String title, String detail) {}

  Reply of(Problem problem) {
    Words words = new Words(problem.status(), title(problem), sentence(problem.detail()));
    return frame.bare(problem.status(), new View("error", words.title(), Tab.NONE, words));
  }

  private static String title(Problem problem) {
    return switch (problem.status()) {
      case 401 -> "Sign in first";
      case 404 -> "There is no such page";
      case 413 -> "The form is too large";
      default -> problem.title();
    };
  }

  private static String sentence(String words) {
    return words.isEmpty()
        ? ""
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
