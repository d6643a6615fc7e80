package io.nightjar.notify;

import io.nightjar.actions.DisplayText;
import io.nightjar.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A letter in plain words, for every channel to set in its own way: nothing here is marked up, and
 * every line is printable.
 */
final class Words {

  private static final int TITLE = 140;
  private static final int TEXT = 1_500;
  private static final int LINE = 240;

  private Words() {}

  /**
   * One labelled part.
   *
   * @param text one line, printable
   */
  record Part(String label, String text) {}

  /** What it is about, in one short line. */
  static String title(Letter letter) {
    Notice notice = letter.notice();
    if (letter.isCollection()) {
      return "Nightjar: " + letter.count() + (letter.count() == 1 ? " notice" : " notices");
    }
    String target = notice.subject().target();
    String on = target.isEmpty() ? where(notice) : " on " + target;
    String title = "Nightjar: " + headline(notice.kind()) + on;
    return plain(letter.count() > 1 ? title + " (" + letter.count() + " times)" : title, TITLE);
  }

  private static String where(Notice notice) {
    return notice.namespace().isEmpty() ? "" : " in " + notice.namespace();
  }

  private static String headline(Notice.Kind kind) {
    return switch (kind) {
      case AWAITING_APPROVAL -> "please approve or deny";
      case ESCALATION -> "still unanswered";
      case EXPIRED -> "nobody answered";
      case DENIED -> "not done";
      case EXECUTED -> "done";
      case FAILED -> "failed";
      case UNDONE -> "undone";
      case UNDO_REFUSED -> "not undone";
      case REVERTED_BY_OTHERS -> "taken back by others";
      case TROUBLE -> "trouble after it was done";
      case SENSOR_LOSS -> "events were lost";
      case ALERTS_LOST -> "alerts were lost";
      case PAGE -> "please look";
      case ANSWERED -> "answered";
      case ACKNOWLEDGED -> "somebody looks";
      case TEST -> "a test";
    };
  }

  /** What happened and what was done, what is asked, and what to type; empty ones left out. */
  static List<Part> parts(Letter letter) {
    Notice notice = letter.notice();
    List<Part> parts = new ArrayList<>();
    if (letter.isCollection()) {
      letter.collected().forEach(line -> parts.add(new Part("", plain(line, LINE))));
      int more = letter.count() - letter.collected().size();
      if (more > 0) {
        parts.add(new Part("", "and " + more + " more"));
      }
      return parts;
    }
    add(parts, "What happened", notice.happened());
    add(parts, "What was done", notice.done());
    add(parts, "What is asked", notice.asked());
    if (letter.count() > 1) {
      Duration since = Duration.between(letter.since(), notice.time());
      String within = since.toSeconds() < 1 ? "" : " within " + Durations.format(seconds(since));
      add(parts, "How often", letter.count() + " times the same" + within);
    }
    add(parts, "Target", notice.subject().target());
    add(parts, "Action", notice.subject().action());
    add(parts, "Playbook", notice.subject().playbook());
    add(parts, "Severity", NoticeText.word(letter.severity()));
    add(parts, "Command", notice.command());
    return parts;
  }

  private static Duration seconds(Duration duration) {
    return Duration.ofSeconds(duration.toSeconds());
  }

  private static void add(List<Part> parts, String label, String text) {
    if (!text.isBlank()) {
      parts.add(new Part(label, plain(text, TEXT)));
    }
  }

  /** All of it as lines of text. */
  static String body(Letter letter) {
    List<String> lines = new ArrayList<>();
    for (Part part : parts(letter)) {
      lines.add(part.label().isEmpty() ? "- " + part.text() : part.label() + ": " + part.text());
    }
    return String.join("\n", lines);
  }

  /** One line for a collection. */
  static String line(Notice notice) {
    return plain(
        NoticeText.word(notice.kind()) + ": " + notice.happened() + "; " + notice.done(), LINE);
  }

  static String plain(String text, int longest) {
    return DisplayText.of(text, longest);
  }
}
