package io.nightjar.playbook.cases;

import io.nightjar.LibraryCache;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The playbooks that Nightjar brings, their cases, and everything that they decide in them.
 *
 * @param cases by the playbook's name
 * @param decisions by the playbook's name, of all cases one after the other
 */
record Library(
    CompiledPlaybooks compiled,
    Map<String, List<PlaybookCase>> cases,
    Map<String, List<Decision>> decisions) {
  static final Path FOLDER = Path.of("..", "playbooks");
  static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));

  /** Compiled once for all tests, until a playbook changes. */
  private static final Path CACHE = LibraryCache.FOLDER;

  static CompiledPlaybooks compile() throws PlaybookErrors {
    return new PlaybookCompiler(CACHE, CALENDARS.names()).load(FOLDER);
  }

  /**
   * @param ruleNames names of the ruleset
   */
  static CompiledPlaybooks compile(Set<String> ruleNames) throws PlaybookErrors {
    return new PlaybookCompiler(CACHE, CALENDARS.names()).load(FOLDER, ruleNames);
  }

  /** Plays every case of every playbook, each playbook alone. */
  static Library play() throws PlaybookErrors {
    CompiledPlaybooks compiled = compile();
    Map<String, List<PlaybookCase>> cases = new TreeMap<>();
    Map<String, List<Decision>> decisions = new TreeMap<>();
    for (String name : compiled.names()) {
      List<PlaybookCase> own =
          CaseFile.readAll(FOLDER.resolve(name), new ArrayList<>()).stream()
              .flatMap(file -> file.cases().stream())
              .toList();
      List<Decision> made = new ArrayList<>();
      own.forEach(one -> made.addAll(decisions(compiled.only(name), one)));
      cases.put(name, own);
      decisions.put(name, made);
    }
    return new Library(compiled, cases, decisions);
  }

  static List<Decision> decisions(CompiledPlaybooks playbooks, PlaybookCase played) {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session =
        new VirtualSession(playbooks, CALENDARS, SessionLimits.DEFAULT, played.start())) {
      for (SessionFact fact : CaseFacts.of(played)) {
        decisions.addAll(session.insert(fact));
      }
      if (played.until() != null) {
        decisions.addAll(
            session.advanceTo(played.start().plus(PlaybookCase.duration(played.until()))));
      }
    }
    return decisions;
  }

  /** Name of the DRL rule that decided. */
  static String rule(Decision decision) {
    return switch (decision) {
      case Decision.Asked asked -> asked.request().playbookRule();
      case Decision.Told told -> told.notice().playbookRule();
      case Decision.NotPossible not -> not.skipped().playbookRule();
      case Decision.TakenOut out -> "failed: " + out.fault();
    };
  }

  Collection<Playbook> playbooks() {
    return compiled.playbooks().values();
  }

  List<PlaybookCase> casesOf(String playbook) {
    return cases.getOrDefault(playbook, List.of());
  }

  List<Decision> decisionsOf(String playbook) {
    return decisions.getOrDefault(playbook, List.of());
  }
}
