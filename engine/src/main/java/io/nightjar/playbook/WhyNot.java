package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Dissection;
import io.nightjar.playbook.dialect.Dissection.Kind;
import io.nightjar.playbook.dialect.Dissection.Step;
import io.nightjar.playbook.dialect.Look;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.origin.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says of a detection what every rule of every playbook made of it, by letting the rule engine
 * judge the past again: with the playbooks as they are now, and with their rules taken apart.
 */
public final class WhyNot {
  /** No playbook decides on something much later than that. */
  private static final Duration AFTERWARDS = SessionLimits.MEMORY.plusMinutes(2);

  private final CompiledPlaybooks playbooks;
  private final Map<String, Source> sources = new TreeMap<>();
  private final Calendars calendars;

  /**
   * What a rule made of it.
   *
   * @param asked whether it asked for something because of it
   * @param why in plain words
   */
  public record RuleAnswer(String playbook, String rule, boolean asked, String why) {}

  /**
   * The whole answer.
   *
   * @param standing what became of it before the rules: empty when it was judged itself
   * @param rules only those that look at detections of its rule
   * @param decisions what was decided because of it
   */
  public record Answer(String standing, List<RuleAnswer> rules, List<Decision> decisions) {
    public Answer {
      rules = List.copyOf(rules);
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * @param directory that the playbooks were loaded from
   */
  public WhyNot(CompiledPlaybooks playbooks, Path directory, Calendars calendars)
      throws PlaybookErrors {
    this.playbooks = playbooks;
    this.calendars = calendars;
    List<Problem> problems = new ArrayList<>();
    for (PlaybookFolder folder : PlaybookFolder.readAll(directory, Trust.EVERYTHING, problems)) {
      sources.put(folder.name(), folder.drl());
    }
    if (!problems.isEmpty()) {
      throw new PlaybookErrors(problems);
    }
  }

  /**
   * @param past from two hours before the detection on
   */
  public Answer of(Detection detection, PastFacts past) {
    List<Decision> decisions = new ArrayList<>();
    boolean judged = replay(playbooks, detection, past, false, decisions);
    List<Decision> because =
        decisions.stream().filter(each -> about(each).contains(detection.id())).toList();
    Map<String, List<Dissection>> cut = new TreeMap<>();
    for (CompiledPlaybooks.Playbook playbook : playbooks.playbooks().values()) {
      List<Dissection> rules = Dissection.of(source(playbook.name()));
      for (int i = 0; i < rules.size(); i++) {
        Look look = playbook.looks().get(i);
        if (look.any() || look.rules().contains(detection.rule())) {
          cut.computeIfAbsent(playbook.name(), name -> new ArrayList<>()).add(rules.get(i));
        }
      }
    }
    if (cut.isEmpty()) {
      String none = "no playbook looks at detections of \"" + detection.rule() + "\"";
      return new Answer(none, List.of(), because);
    }
    String standing =
        judged ? "" : "it stands behind others that are the same to the playbooks (collapsed)";
    return new Answer(standing, rules(detection, past, cut, because), because);
  }

  private Source source(String playbook) {
    Source source = sources.get(playbook);
    if (source == null) {
      throw new IllegalStateException("no such playbook: " + playbook);
    }
    return source;
  }

  private List<RuleAnswer> rules(
      Detection detection,
      PastFacts past,
      Map<String, List<Dissection>> cut,
      List<Decision> because) {
    Map<String, Source> pieces = new TreeMap<>();
    cut.forEach(
        (playbook, rules) -> {
          for (int i = 0; i < rules.size(); i++) {
            StringBuilder drl = new StringBuilder();
            rules.get(i).steps().forEach(step -> drl.append(step.drl()));
            String name = playbook + "-" + i;
            pieces.put(name, new Source(name, drl.toString()));
          }
        });
    List<Decision> met = new ArrayList<>();
    replay(compiled(pieces), detection, past, true, met);
    Map<String, Set<Integer>> withIt = new HashMap<>();
    Map<String, Set<Integer>> withAny = new HashMap<>();
    for (Decision decision : met) {
      if (decision instanceof Decision.Told told) {
        int step = Integer.parseInt(told.notice().playbookRule());
        String piece = told.notice().playbook();
        withAny.computeIfAbsent(piece, key -> new HashSet<>()).add(step);
        if (told.notice().detectionIds().contains(detection.id())) {
          withIt.computeIfAbsent(piece, key -> new HashSet<>()).add(step);
        }
      }
    }
    List<RuleAnswer> answers = new ArrayList<>();
    cut.forEach(
        (playbook, rules) -> {
          for (int i = 0; i < rules.size(); i++) {
            Dissection rule = rules.get(i);
            String piece = playbook + "-" + i;
            boolean asked = because.stream().anyMatch(each -> isOf(each, playbook, rule.rule()));
            String why =
                asked
                    ? "asked because of it"
                    : why(
                        rule,
                        withIt.getOrDefault(piece, Set.of()),
                        withAny.getOrDefault(piece, Set.of()),
                        detection.time());
            answers.add(new RuleAnswer(playbook, rule.rule(), asked, why));
          }
        });
    return answers;
  }

  private static String why(
      Dissection rule, Set<Integer> withIt, Set<Integer> withAny, Instant time) {
    List<Step> steps = rule.steps();
    Fitting fitting = Fitting.of(steps, withIt);
    if (fitting.element() < 0) {
      return "the detection does not meet: " + fitting.misfit();
    }
    String counted = "";
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean its = step.element() >= fitting.element() && step.kind() != Kind.FITS;
      boolean met = its ? withIt.contains(i) : withAny.contains(i);
      switch (step.kind()) {
        case FITS -> {}
        case COUNTED -> counted = met ? step.condition() : counted;
        case MET -> {
          if (!met) {
            String come = counted.isEmpty() ? "" : " (came to " + counted + ")";
            return "not met together with it: " + step.condition() + come;
          }
          counted = "";
        }
        case WHOLE -> {
          if (!met) {
            return "the time is not theirs: " + step.condition() + " at " + time;
          }
        }
      }
    }
    return "all its conditions are met now; it may have been another playbook then, or the"
        + " detection was not judged itself";
  }

  /**
   * Where in a rule the detection fits.
   *
   * @param element the first such place, or -1
   * @param misfit what it does not meet at the place where it comes furthest
   */
  private record Fitting(int element, String misfit) {
    static Fitting of(List<Step> steps, Set<Integer> met) {
      Map<Integer, Integer> failed = new TreeMap<>();
      Map<Integer, Integer> reached = new TreeMap<>();
      for (int i = 0; i < steps.size() && steps.get(i).kind() == Kind.FITS; i++) {
        int element = steps.get(i).element();
        if (!met.contains(i)) {
          failed.putIfAbsent(element, i);
        } else if (!failed.containsKey(element)) {
          reached.merge(element, 1, Integer::sum);
        }
      }
      for (int element : reached.keySet()) {
        if (!failed.containsKey(element)) {
          return new Fitting(element, "");
        }
      }
      return reached.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(
              best -> new Fitting(-1, steps.get(failed.getOrDefault(best.getKey(), 0)).condition()))
          .orElse(new Fitting(-1, "it is no fact that the rule looks at"));
    }
  }

  private static CompiledPlaybooks compiled(Map<String, Source> pieces) {
    List<Problem> problems = new ArrayList<>();
    GeneratedClasses generated = DrlBuild.compile(pieces, problems);
    if (!problems.isEmpty()) {
      throw new IllegalStateException("a checked playbook, taken apart: " + problems);
    }
    List<PlaybookFolder> folders = new ArrayList<>();
    Manifest nobody = new Manifest("", "", "", List.of());
    pieces.forEach((name, source) -> folders.add(new PlaybookFolder(name, source, nobody)));
    return PlaybookCompiler.assemble(folders, generated, "", Made.COMPILED);
  }

  /** Whether the detection itself was judged. */
  private boolean replay(
      CompiledPlaybooks by,
      Detection detection,
      PastFacts past,
      boolean itself,
      List<Decision> decisions) {
    Instant start = detection.time().minus(SessionLimits.PAST);
    Instant end = detection.time().plus(AFTERWARDS);
    boolean[] judged = new boolean[1];
    try (VirtualSession session =
        VirtualSession.ofJournal(by, calendars, SessionLimits.DEFAULT, start)) {
      past.incidents().forEach(session::learn);
      past.each(
          fact -> {
            if (fact.time().isAfter(end)) {
              return;
            }
            boolean is = fact.id().equals(detection.id());
            decisions.addAll(
                is && itself ? session.insertAsItIs(fact, fact.time()) : session.insert(fact));
            judged[0] |= session.fact(detection.id()).isPresent();
          });
      decisions.addAll(session.advanceTo(end));
      judged[0] |= session.fact(detection.id()).isPresent();
    }
    return judged[0];
  }

  private static List<String> about(Decision decision) {
    return switch (decision) {
      case Decision.Asked asked -> asked.request().detectionIds();
      case Decision.Told told -> told.notice().detectionIds();
      case Decision.NotPossible not -> not.skipped().detectionIds();
      case Decision.TakenOut out -> List.of();
    };
  }

  private static boolean isOf(Decision decision, String playbook, String rule) {
    return switch (decision) {
      case Decision.Asked asked ->
          asked.request().playbook().equals(playbook)
              && asked.request().playbookRule().equals(rule);
      case Decision.Told told ->
          told.notice().playbook().equals(playbook) && told.notice().playbookRule().equals(rule);
      case Decision.NotPossible not ->
          not.skipped().playbook().equals(playbook) && not.skipped().playbookRule().equals(rule);
      case Decision.TakenOut out -> false;
    };
  }
}
