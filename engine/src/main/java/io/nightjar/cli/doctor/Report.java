package io.nightjar.cli.doctor;

import io.nightjar.cli.Paint;
import io.nightjar.cli.PlainText;
import java.util.ArrayList;
import java.util.List;

/** The lines for a person who was woken for them. */
final class Report {

  private static final int SUBJECT_AT_MOST = 44;

  private final List<Line> lines = new ArrayList<>();

  /** Takes the lines of an examination; one that breaks becomes a line itself. */
  void add(String subject, Examination examination) {
    try {
      lines.addAll(examination.look());
    } catch (Exception e) {
      lines.add(
          Line.missing(subject, "could not be looked at: " + e, "the message says what is wrong"));
    }
  }

  boolean healthy() {
    return lines.stream().noneMatch(line -> line.state() == Line.State.MISSING);
  }

  String render(Paint paint) {
    int width =
        lines.stream().mapToInt(line -> subject(line).length()).max().orElse(0) + "  ".length();
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      String mark =
          switch (line.state()) {
            case OK -> paint.green("ok     ");
            case WARN -> paint.yellow("warn   ");
            case MISSING -> paint.red("missing");
          };
      String subject = subject(line);
      text.append(mark)
          .append("  ")
          .append(paint.bold(subject))
          .append(" ".repeat(width - subject.length()))
          .append(PlainText.of(line.found()))
          .append('\n');
      if (!line.todo().isEmpty()) {
        text.append(" ".repeat(9 + width))
            .append("→ ")
            .append(PlainText.of(line.todo()))
            .append('\n');
      }
    }
    return text.append('\n').append(verdict(paint)).append('\n').toString();
  }

  private static String subject(Line line) {
    return PlainText.cut(line.subject(), SUBJECT_AT_MOST);
  }

  private String verdict(Paint paint) {
    long missing = lines.stream().filter(line -> line.state() == Line.State.MISSING).count();
    long warnings = lines.stream().filter(line -> line.state() == Line.State.WARN).count();
    if (missing > 0) {
      return paint.red(missing + " missing") + ", " + warnings + " to know of";
    }
    return warnings == 0
        ? paint.green("all is well")
        : paint.green("nothing is missing") + ", " + warnings + " to know of";
  }
}
