package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.rehearse.Backtest;
import io.nightjar.rehearse.Backtested;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Rehearses two versions of playbooks on the same past and says which responses are added,"
          + " gone or changed.",
      "Nothing is done and nobody is told. Exit code 0 when both ask for the same, 1 when not."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar playbook diff playbooks my-playbooks --since 30d",
      "  nightjar playbook diff my-playbooks                the configured ones, and these",
      "  nightjar playbook diff main:playbooks playbooks    as committed, and as it is here",
    })
final class PlaybookDiffCommand implements Callable<Integer> {

  /** The forms of the answer. */
  enum Form {
    table,
    json
  }

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();
  @Mixin RehearsalOptions options = new RehearsalOptions();

  @Parameters(
      paramLabel = "OLD",
      index = "0",
      description =
          "Folder with a folder for each playbook, or REVISION:PATH of the git checkout here.")
  String old = "";

  @Parameters(
      paramLabel = "NEW",
      index = "1",
      arity = "0..1",
      description = "The same; without it, OLD is the new one and the configured ones are the old.")
  @Nullable String fresh;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "Print as ${COMPLETION-CANDIDATES}; default: table.")
  Form form = Form.table;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many differences in a table; default: ${DEFAULT-VALUE}.")
  int limit = 100;

  PlaybookDiffCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = options.configuration(shell, configured);
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    String before = fresh == null ? configuration.playbooks().toString() : old;
    CompiledPlaybooks one = compile(before, calendars);
    CompiledPlaybooks other = compile(fresh == null ? old : fresh, calendars);
    try (RehearsalOptions.Opened opened = options.open(shell, configured, configuration)) {
      ProgressBar progress = ProgressBar.of(shell, opened.span());
      List<Backtested> both =
          new Backtest(opened.span(), progress)
              .run(
                  List.of(
                      options.rehearsing(one, configuration, calendars),
                      options.rehearsing(other, configuration, calendars)),
                  opened.assumptions(),
                  opened.past());
      progress.clear();
      return show(both);
    }
  }

  private CompiledPlaybooks compile(String place, Calendars calendars)
      throws PlaybookErrors, IOException, UsageFailure, InterruptedException {
    try (PlaybookVersion version = PlaybookVersion.of(place)) {
      return new PlaybookCompiler(PlaybookCommand.Base.cache(shell), calendars.names())
          .load(version.folder());
    }
  }

  private int show(List<Backtested> both) throws IOException {
    try (Backtested before = both.getFirst();
        Backtested after = both.getLast()) {
      DiffReport report = new DiffReport(shell, limit);
      boolean same = form == Form.json ? report.json(before, after) : report.table(before, after);
      shell.out().flush();
      before.summary().unreadable().forEach(line -> shell.err().println(PlainText.of(line)));
      return same ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }
}
