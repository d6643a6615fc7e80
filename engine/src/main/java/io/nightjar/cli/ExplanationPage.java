package io.nightjar.cli;

import io.nightjar.rules.pushdown.Explanation;
import java.util.List;

/** What the kernel does for a rule, as a page for a terminal. */
final class ExplanationPage {

  private final Explanation explanation;
  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  ExplanationPage(Explanation explanation, Paint paint) {
    this.explanation = explanation;
    this.paint = paint;
  }

  String render() {
    line(paint.bold(PlainText.of(explanation.rule())));
    line(
        "  defined at "
            + PlainText.of(explanation.place())
            + (explanation.enabled() ? "" : ", off"));
    heading("Condition, macros and exceptions written out");
    explanation.condition().lines().forEach(line -> line("  " + PlainText.of(line)));
    explanation.events().forEach(this::events);
    if (explanation.events().isEmpty()) {
      heading("Events");
      line("  none that this driver sends: the rule can never match");
    }
    enforced(explanation.enforced());
    return text.toString();
  }

  private void events(Explanation.Events events) {
    heading(String.join(", ", events.types()));
    if (events.sent().isEmpty()) {
      line("  the kernel sends none: the condition cannot hold for them");
      return;
    }
    if (events.whole()) {
      line("  the kernel sends all of them");
    } else {
      line("  the kernel sends those");
      all(events.sent(), "or ");
    }
    if (!events.left().isEmpty()) {
      line("  left to user space, which judges all of what is sent again");
      all(events.left(), "");
    }
  }

  private void all(List<String> parts, String before) {
    String prefix = "";
    for (String part : parts) {
      line("    " + prefix + PlainText.of(part));
      prefix = before;
    }
  }

  private void enforced(Explanation.Enforced enforced) {
    heading("Kill in the kernel");
    if (!enforced.why().isEmpty()) {
      line("  not possible: " + PlainText.of(enforced.why()));
      line("  " + PlainText.of(enforced.hint()));
      return;
    }
    line(
        enforced.asked()
            ? "  yes, enforce: kill: before its first instruction, in containers"
            : "  possible, with enforce: kill in the rule");
    all(enforced.programs(), "");
  }

  private void heading(String heading) {
    text.append('\n');
    line(paint.bold(heading));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
