package io.nightjar.cli;

import io.nightjar.cli.capture.ComparedReplay;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.Durations;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.RuleCase;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.tune.Limits;
import io.nightjar.tune.ProposalFile;
import io.nightjar.tune.Report;
import io.nightjar.tune.Trial;
import io.nightjar.tune.Tuning;
import io.nightjar.tune.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar rules tune}. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which detections of the past look like noise and which are rare, proposes exceptions"
          + " for the noise, and tries them on that past and on known attacks.",
      "Reads the store, also while Nightjar runs, and changes nothing. -o yaml prints a rule file"
          + " for a person to read, shorten and load behind the rules. Exit code 1 with --with: a"
          + " known attack would be missed, a response that people took for real would be gone, or"
          + " names that anybody can take are enough for an exception."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar rules tune --since 7d",
      "  nightjar rules tune --since 30d --namespace shop -o yaml > exceptions.yaml",
      "  nightjar rules tune --since 30d --with exceptions.yaml --capture night.njcap",
    })
final class RulesTuneCommand extends RulesCommand.Loading {

  @Mixin OutputOption output = new OutputOption();

  @Option(names = "--rules", paramLabel = "PATH", description = RulesCommand.PATHS)
  List<Path> rules = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "So far back from --to; default: ${DEFAULT-VALUE}.")
  String since = "7d";

  @Option(
      names = "--from",
      paramLabel = "DAY|TIME",
      description = "From this day or time on, instead of --since.")
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "DAY|TIME",
      description = "Until this day or time; default: now.")
  @Nullable String to;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only this rule; may be repeated.")
  Set<String> only = Set.of();

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Only this namespace; may be repeated.")
  Set<String> namespaces = Set.of();

  @Option(
      names = "--score",
      paramLabel = "POINTS",
      description = "Proposals for what has so many points or more; default: ${DEFAULT-VALUE}.")
  int score = Limits.USUAL.score();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many proposals, and rows of a table; default: ${DEFAULT-VALUE}.")
  int limit = Limits.USUAL.most();

  @Option(
      names = "--all",
      description =
          "Put into the rule file also what is held back or dangerous, each with the reason.")
  boolean all;

  @Option(
      names = "--with",
      paramLabel = "FILE",
      description = "Try this rule file behind the rules instead of proposing; may be repeated.")
  List<Path> with = List.of();

  @Option(
      names = "--cases",
      paramLabel = "PATH",
      description =
          "Case files and folders with attacks that must still be seen, beside those of the rules;"
              + " may be repeated.")
  List<Path> cases = List.of();

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description =
          "Replay this capture or audit log with and without the exceptions; may be repeated.")
  List<Path> captures = List.of();

  RulesTuneCommand(Shell shell) {
    super(shell);
  }

  /** What is printed as JSON. */
  record Found(Report report, List<ComparedReplay.Result> captures) {}

  /** What is printed of a given file. */
  record Tried(Trial trial, List<ComparedReplay.Result> captures) {}

  @Override
  List<Path> paths() {
    return rules;
  }

  @Override
  int show(RuleSet loaded) throws UsageFailure, RuleErrors, ConfigErrors, IOException {
    Window window = window();
    List<Path> wanted = new ArrayList<>(RuleCases.besides(loaded));
    wanted.addAll(cases);
    for (Path file : wanted) {
      if (!Files.exists(file)) {
        throw new UsageFailure("there is no " + PlainText.of(file.toString()));
      }
    }
    List<RuleCase> known = CaseLoader.load(wanted);
    List<SourceFile> files = RuleLoader.read(used());
    try (ReadOnlyDatabase store = ReadOnlyDatabase.open(configured.folder(shell.around()))) {
      Tuning tuning = new Tuning(store, window, files, loaded, known);
      return with.isEmpty() ? propose(tuning, loaded) : tryOut(tuning, loaded);
    }
  }

  private int propose(Tuning tuning, RuleSet loaded) throws UsageFailure, RuleErrors, IOException {
    Limits usual = Limits.USUAL;
    Report report = tuning.propose(new Limits(score, usual.times(), usual.days(), limit));
    String file = ProposalFile.of(report, all);
    RuleSet after =
        captures.isEmpty() ? loaded : tuning.with(List.of(new SourceFile("exceptions", file)));
    List<ComparedReplay.Result> replayed = replayed(loaded, after);
    String text =
        switch (output.form) {
          case yaml -> file;
          case json -> output.render(new Found(report, replayed), () -> "");
          case table, wide -> new TunePage(shell, limit).render(report, replayed);
        };
    shell.out().print(text);
    return ExitCode.OK;
  }

  private int tryOut(Tuning tuning, RuleSet loaded) throws UsageFailure, RuleErrors, IOException {
    List<SourceFile> given = RuleLoader.read(with);
    Trial trial = tuning.tryOut(given);
    RuleSet after = captures.isEmpty() ? loaded : tuning.with(given);
    List<ComparedReplay.Result> replayed = replayed(loaded, after);
    shell
        .out()
        .print(
            output.render(
                new Tried(trial, replayed),
                () -> new TunePage(shell, limit).render(trial, replayed)));
    return trial.effect().isDangerous() ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  private List<ComparedReplay.Result> replayed(RuleSet before, RuleSet after)
      throws UsageFailure, IOException {
    List<ComparedReplay.Result> results = new ArrayList<>();
    for (Path capture : captures) {
      results.add(ComparedReplay.of(capture, before, after));
    }
    return results;
  }

  private Window window() throws UsageFailure {
    Instant end = to == null ? shell.clock().instant() : DayOrTime.parse(to, shell.zone());
    Instant begin;
    try {
      begin =
          from == null ? end.minus(Durations.parse(since)) : DayOrTime.parse(from, shell.zone());
    } catch (IllegalArgumentException e) {
      throw new UsageFailure("--since: " + e.getMessage());
    }
    if (!begin.isBefore(end)) {
      throw new UsageFailure("the window ends before it begins: " + begin + " to " + end);
    }
    return new Window(begin, end, only, namespaces);
  }
}
