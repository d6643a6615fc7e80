package io.nightjar.playbook.explain;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.playbook.Manifest;
import io.nightjar.playbook.PlaybookText;
import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.playbook.dialect.RuleReading;
import io.nightjar.playbook.dialect.RuleReading.Ask;
import io.nightjar.playbook.dialect.RuleReading.Modifier;
import io.nightjar.playbook.dialect.RuleReading.OtherSaid;
import io.nightjar.playbook.dialect.RuleReading.Page;
import io.nightjar.playbook.dialect.RuleReading.Said;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.respond.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A playbook in plain words. It is made of the parsed rules, never of comments, so it cannot say
 * what the rules do not.
 */
public final class Explanation {
  private final CalendarWords calendars;
  private final Map<String, ActionDescriptor> actions;
  private final Map<String, AskMethod> asks = PlaybookWords.vocabulary().asks();

  /** What a playbook asks somewhere, for what it can never do. */
  private record Asked(ActionDescriptor action, boolean approval) {}

  /**
   * @param actions by id
   */
  public Explanation(List<CalendarSpec> calendars, Map<String, ActionDescriptor> actions) {
    this.calendars = new CalendarWords(calendars);
    this.actions = Map.copyOf(actions);
  }

  /** Lines for people, of a playbook that the dialect accepts. */
  public String of(PlaybookText playbook) {
    StringBuilder text = new StringBuilder();
    Manifest manifest = playbook.manifest();
    text.append(playbook.name()).append(": ").append(manifest.title()).append('\n');
    text.append("  why:   ").append(manifest.why().replaceAll("\\s+", " ")).append('\n');
    text.append("  owner: ").append(manifest.owner()).append('\n');
    text.append("  stage: ").append(stage(manifest)).append("\n\n");
    List<Asked> asked = new ArrayList<>();
    for (RuleReading rule : RuleReading.of(playbook.drl())) {
      rule(rule, text, asked);
    }
    never(manifest, asked, text);
    return text.toString();
  }

  private static String stage(Manifest manifest) {
    Stage stage = manifest.stage() == null ? Stage.ENFORCE : manifest.stage();
    return stage.word()
        + switch (stage) {
          case DRAFT -> ", so everything is only tried, and nobody is asked or told";
          case ASK -> ", so a person is asked before anything is done";
          case ENFORCE -> ", so it is done as far as the gate lets it";
        };
  }

  private void rule(RuleReading rule, StringBuilder text, List<Asked> asked) {
    text.append('"').append(rule.name()).append("\"\n");
    Conditions conditions = new Conditions(rule.when());
    List<String> lines = conditions.lines();
    if (lines.size() == 1) {
      text.append("  When there is ").append(lines.getFirst());
    } else {
      text.append("  When there is all of this:");
      for (int i = 0; i < lines.size(); i++) {
        text.append("\n    ").append(i + 1).append(". ").append(lines.get(i));
      }
    }
    for (RuleReading.Calendar calendar : rule.calendars()) {
      text.append("\n  while it is ").append(calendars.of(calendar.name()));
    }
    if (!rule.calendars().isEmpty()) {
      text.append(" (what is met outside of it is never made up for)");
    }
    text.append('\n');
    rule.then().forEach(said -> text.append(said(said, conditions, asked)));
    text.append('\n');
  }

  private String said(Said said, Conditions conditions, List<Asked> asked) {
    return switch (said) {
      case Page page -> "  then tells \"" + page.group() + "\": \"" + page.text() + "\"\n";
      case OtherSaid other -> "  then: " + other.text() + "\n";
      case Ask ask -> ask(ask, conditions, asked);
    };
  }

  private String ask(Ask ask, Conditions conditions, List<Asked> asked) {
    AskMethod method = asks.get(ask.method());
    ActionDescriptor action = method == null ? null : actions.get(method.actionId());
    if (action == null) {
      return "  then asks for " + ask.method() + "\n";
    }
    boolean approval = has(ask, "needsApproval");
    asked.add(new Asked(action, approval));
    String part = conditions.part(ask.variable());
    StringBuilder text = new StringBuilder();
    text.append(approval ? "  then asks to do this: " : "  then at once: ");
    text.append(action.id());
    if (!ask.arguments().isEmpty()) {
      text.append(" (").append(String.join(", ", ask.arguments())).append(")");
    }
    text.append(part.isEmpty() ? "" : " on what " + part + " is about").append('\n');
    text.append("      which is to: ").append(lowered(action.summary())).append('\n');
    ask.modifiers().forEach(modifier -> text.append("      ").append(said(modifier)).append('\n'));
    if (!has(ask, "undoAfter")) {
      text.append(
          action.reversible()
              ? "      it stays until somebody undoes it\n"
              : "      it cannot be undone\n");
    }
    return text.toString();
  }

  private static boolean has(Ask ask, String modifier) {
    return ask.modifiers().stream().anyMatch(each -> each.name().equals(modifier));
  }

  private static String said(Modifier modifier) {
    List<String> texts = modifier.arguments();
    String first = texts.isEmpty() ? "" : texts.getFirst();
    return switch (modifier.name()) {
      case "because" -> "because: \"" + first + "\"";
      case "undoAfter" -> "it is undone by itself after " + duration(first);
      case "needsApproval" ->
          "a person has " + duration(first) + " to agree; without an answer nothing is done";
      case "byGroup" -> "who answers must be of \"" + first + "\"";
      case "byTwoPeople" -> "two different people must agree";
      case "escalateAfter" ->
          "after " + duration(first) + " without an answer \"" + texts.getLast() + "\" is told";
      default -> modifier.name() + ": " + String.join(", ", texts);
    };
  }

  private static String duration(String text) {
    return Durations.parse(text).map(Words::duration).orElse(text);
  }

  private static String lowered(String summary) {
    return summary.substring(0, 1).toLowerCase(Locale.ROOT) + summary.substring(1);
  }

  private void never(Manifest manifest, List<Asked> asked, StringBuilder text) {
    text.append("What it can never do\n");
    List<String> allowed = new ArrayList<>(new TreeSet<>(manifest.mayAsk()));
    text.append(
        allowed.isEmpty()
            ? "  - change anything: it only tells people\n"
            : "  - anything but " + Words.both(allowed) + "\n");
    if (allowed.isEmpty()) {
      return;
    }
    List<ActionDescriptor> all =
        allowed.stream().filter(actions::containsKey).map(actions::get).toList();
    if (all.stream().allMatch(ActionDescriptor::reversible)) {
      text.append("  - anything that cannot be undone\n");
    }
    if (all.stream().allMatch(ActionDescriptor::keepsEvidence)) {
      text.append("  - anything that ends the processes or loses the files of a container\n");
    }
    if (all.stream().noneMatch(ActionDescriptor::disruptive)) {
      text.append("  - anything that the users of a workload may notice\n");
    } else if (asked.stream().allMatch(each -> each.approval() || !each.action().disruptive())) {
      text.append("  - anything that users may notice, without a person who agrees\n");
    }
    if (asked.stream().allMatch(each -> each.approval() || each.action().reversible())
        && !all.stream().allMatch(ActionDescriptor::reversible)) {
      text.append("  - anything that cannot be undone, without a person who agrees\n");
    }
    text.append("  - anything that the gate denies: protected targets, budgets, rates\n");
  }
}
