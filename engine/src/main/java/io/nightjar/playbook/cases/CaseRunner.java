package io.nightjar.playbook.cases;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.cases.PlaybookCase.Expected;
import io.nightjar.playbook.dialect.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the cases of playbooks, each playbook alone, each case in a session of its own. */
public final class CaseRunner {
  private final CompiledPlaybooks playbooks;
  private final Calendars calendars;

  public CaseRunner(CompiledPlaybooks playbooks, Calendars calendars) {
    this.playbooks = playbooks;
    this.calendars = calendars;
  }

  /**
   * Every case of every playbook in the directory from which the playbooks were loaded; a playbook
   * without cases has one result that says so.
   *
   * @param problems what is wrong in a file of cases is added
   */
  public List<CaseResult> runAll(Path directory, List<Problem> problems) {
    List<CaseResult> results = new ArrayList<>();
    for (String name : playbooks.names()) {
      Path folder = directory.resolve(name);
      int problemsBefore = problems.size();
      List<CaseFile> files = CaseFile.readAll(folder, problems);
      if (files.isEmpty() && problems.size() == problemsBefore) {
        results.add(new CaseResult(name, folder, "has cases", List.of("there is no cases/*.yaml")));
      }
      for (CaseFile file : files) {
        file.cases().forEach(each -> results.add(run(name, file.file(), each)));
      }
    }
    return results;
  }

  /** One case of one playbook. */
  public CaseResult run(String playbook, Path file, PlaybookCase playbookCase) {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session =
        new VirtualSession(
            playbooks.only(playbook), calendars, SessionLimits.DEFAULT, playbookCase.start())) {
      for (SessionFact fact : CaseFacts.of(playbookCase)) {
        decisions.addAll(session.insert(fact));
      }
      if (playbookCase.until() != null) {
        decisions.addAll(
            session.advanceTo(
                playbookCase.start().plus(PlaybookCase.duration(playbookCase.until()))));
      }
    }
    return new CaseResult(
        playbook, file, playbookCase.name(), differences(playbookCase, decisions));
  }

  private static List<String> differences(PlaybookCase playbookCase, List<Decision> decisions) {
    List<String> differences = new ArrayList<>();
    List<Expected> expected = playbookCase.expect();
    int both = Math.min(expected.size(), decisions.size());
    for (int i = 0; i < both; i++) {
      Comparison comparison = new Comparison(playbookCase.start(), decisions.get(i));
      for (String difference : comparison.with(expected.get(i))) {
        differences.add("decision " + (i + 1) + ": " + difference);
      }
    }
    for (Expected missing : expected.subList(both, expected.size())) {
      differences.add("expected but not asked: " + Comparison.describe(missing));
    }
    for (Decision extra : decisions.subList(both, decisions.size())) {
      differences.add(
          "asked but not expected: " + new Comparison(playbookCase.start(), extra).describe());
    }
    return differences;
  }
}
