package io.nightjar.playbook.lint;

import io.nightjar.playbook.PlaybookText;
import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.cases.CaseFile;
import io.nightjar.playbook.cases.PlaybookCase;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.RuleReading;
import io.nightjar.playbook.dialect.RuleReading.Ask;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Suggestion;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks for what the dialect and the compiler accept and is wrong all the same. It claims only what
 * it can prove; what is doubtful is a warning.
 */
public final class PlaybookLint {
  private final CalendarLint calendars;
  private final Optional<Map<String, KnownRule>> rules;
  private final Map<String, AskMethod> asks = PlaybookWords.vocabulary().asks();

  /**
   * @param rules the ruleset by name; empty when it is not known
   * @param now from when on calendars matter
   */
  public PlaybookLint(
      List<CalendarSpec> calendars, Optional<Map<String, KnownRule>> rules, Instant now) {
    this.calendars = new CalendarLint(calendars, now);
    this.rules = rules;
  }

  /** Of one playbook that the dialect accepts; sorted. */
  public List<Finding> findings(PlaybookText playbook) {
    List<Finding> findings = new ArrayList<>();
    TreeSet<String> unasked = new TreeSet<>(playbook.manifest().mayAsk());
    for (RuleReading rule : RuleReading.of(playbook.drl())) {
      findings.addAll(new RuleLint(playbook.drl(), rule, rules).findings());
      findings.addAll(calendars.findings(playbook.drl(), rule));
      for (RuleReading.Said said : rule.then()) {
        AskMethod method = said instanceof Ask ask ? asks.get(ask.method()) : null;
        if (method != null) {
          unasked.remove(method.actionId());
        }
      }
    }
    unasked.forEach(action -> findings.add(unasked(playbook.yaml(), action)));
    cases(playbook, findings);
    return findings.stream().distinct().sorted().toList();
  }

  private static Finding unasked(Source yaml, String action) {
    return Finding.warning(
        yaml.problem(
            Math.max(yaml.text().indexOf(action), 0),
            "no rule of this playbook asks for " + action,
            "take it out of mayAsk, so that a reviewer sees what is really asked"));
  }

  /** A case about a rule that there is not proves nothing. */
  private void cases(PlaybookText playbook, List<Finding> findings) {
    if (rules.isEmpty()) {
      return;
    }
    List<Problem> problems = new ArrayList<>();
    for (CaseFile file : CaseFile.readAll(playbook.folder(), problems)) {
      for (PlaybookCase each : file.cases()) {
        for (PlaybookCase.Step step : each.given()) {
          if (step.detection() != null && !isKnown(step.detection().rule())) {
            findings.add(unknown(file, step.detection().rule()));
          }
        }
      }
    }
    problems.forEach(problem -> findings.add(Finding.error(problem)));
  }

  private boolean isKnown(String rule) {
    return rules.orElseThrow().containsKey(rule) || PlaybookWords.rulesOfItself().contains(rule);
  }

  private Finding unknown(CaseFile file, String rule) {
    Source source = new Source(file.file().toString(), text(file));
    return Finding.warning(
        source.problem(
            Math.max(source.text().indexOf(rule), 0),
            "no rule of the ruleset is called '" + rule + "', so this case proves little",
            Suggestion.hint(rule, rules.orElseThrow().keySet())));
  }

  private static String text(CaseFile file) {
    try {
      return Files.readString(file.file());
    } catch (IOException e) {
      return ""; // it was read a moment ago; the place is then the first line
    }
  }
}
