package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.rehearse.Backtest;
import io.nightjar.rehearse.BacktestPage;
import io.nightjar.rehearse.Backtested;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook backtest}. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description = {
      "Rehearses playbooks on what really happened: what would have been done, to whom, what the"
          + " gate would have said, and who would have been asked.",
      "Nothing is done and nobody is told. Reads the store beside a running Nightjar or without"
          + " one. Exit code 1 when something of the past could not be read, or a playbook failed."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar playbook backtest --since 30d",
      "  nightjar playbook backtest my-playbooks --since 7d --approve always",
      "  nightjar playbook backtest --playbook my-playbooks/web-shell --mode enforce",
      "  nightjar playbook backtest --capture incident.njcap -o html --out rehearsal.html",
    })
final class PlaybookBacktestCommand implements Callable<Integer> {

  /** The forms of the report. */
  enum Form {
    table,
    json,
    html
  }

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();
  @Mixin RehearsalOptions options = new RehearsalOptions();

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with a folder for each playbook; default: the configured one.")
  @Nullable Path directory;

  @Option(
      names = "--playbook",
      paramLabel = "PLAYBOOK",
      description =
          "Only this one: its name in DIR, or its folder or playbook.drl; may be repeated.")
  List<String> only = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "Print as ${COMPLETION-CANDIDATES}; default: table.")
  Form form = Form.table;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write there, not to standard output.")
  @Nullable Path out;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many single lines in a table; default: ${DEFAULT-VALUE}.")
  int limit = 40;

  PlaybookBacktestCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = options.configuration(shell, configured);
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    Path folder = directory == null ? configuration.playbooks() : directory;
    CompiledPlaybooks playbooks;
    try (ChosenPlaybooks chosen = ChosenPlaybooks.of(folder, only)) {
      playbooks =
          new PlaybookCompiler(PlaybookCommand.Base.cache(shell), calendars.names())
              .load(chosen.folder());
    }
    try (RehearsalOptions.Opened opened = options.open(shell, configured, configuration)) {
      ProgressBar progress = ProgressBar.of(shell, opened.span());
      try (Backtested result =
          new Backtest(opened.span(), progress)
              .run(
                  options.rehearsing(playbooks, configuration, calendars),
                  opened.assumptions(),
                  opened.past())) {
        progress.clear();
        write(result);
        return result.summary().sound() ? ExitCode.OK : ExitCode.NEGATIVE;
      }
    }
  }

  private void write(Backtested result) throws Exception {
    if (out == null) {
      write(result, shell);
      shell.out().flush();
      return;
    }
    try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(out, StandardCharsets.UTF_8))) {
      write(result, shell.into(file));
    }
  }

  private void write(Backtested result, Shell there) throws Exception {
    switch (form) {
      case table -> new BacktestTable(there, limit).print(result);
      case json -> BacktestJson.print(result, there.out());
      case html -> BacktestPage.write(result, there.zone(), there.out());
    }
  }
}
