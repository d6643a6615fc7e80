package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.config.Durations;
import io.nightjar.gate.Stages;
import io.nightjar.playbook.PlaybookShelf;
import io.nightjar.playbook.cases.CaseFile;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.policy.PlaybookRow;
import io.nightjar.policy.PlaybookRows;
import io.nightjar.respond.PlaybookCounts;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "The playbooks with their stages, and what became of what they asked for in this version.",
      "Reads the files and the store; nothing needs to run."
    })
final class PlaybookListCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with a folder for each playbook; default: the configured one.")
  @Nullable Path directory;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Count what was asked for since so long ago; default: ${DEFAULT-VALUE}.")
  String since = "30d";

  PlaybookListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Path folder = directory == null ? configuration.playbooks() : directory;
    List<Problem> problems = new ArrayList<>();
    List<PlaybookShelf.Shelved> shelf = configuration.playbookSettings().shelf(folder, problems);
    Stages stages = configuration.playbookSettings().gateStages();
    Path state = configured.folder(shell.around());
    List<PlaybookRow> rows = new ArrayList<>();
    Instant now = shell.clock().instant();
    Instant from = now.minus(length());
    try (Store store = Store.open(state, stages, shell)) {
      for (PlaybookShelf.Shelved playbook : shelf) {
        int cases =
            CaseFile.readAll(folder.resolve(playbook.name()), problems).stream()
                .mapToInt(file -> file.cases().size())
                .sum();
        rows.addAll(store.rows().of(playbook, cases, from, now));
      }
    }
    shell.out().print(output.render(rows, () -> page(rows)));
    shell.out().flush();
    problems.forEach(problem -> shell.err().println(PlainText.lines(problem.render())));
    return problems.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private Duration length() throws UsageFailure {
    try {
      return Durations.parse(since);
    } catch (IllegalArgumentException e) {
      throw new UsageFailure("--since " + since + ": " + e.getMessage());
    }
  }

  private String page(List<PlaybookRow> rows) {
    if (rows.isEmpty()) {
      return "no playbooks\n";
    }
    Times times = new Times(shell.zone());
    Table table =
        new Table(
            "PLAYBOOK",
            "STAGE",
            "VERSION",
            "SINCE",
            "ASKED",
            "ALLOWED",
            "DENIED",
            "APPROVED",
            "REJECTED",
            "EXPIRED",
            "UNDONE",
            "FAILED",
            "LAST ASKED",
            "CASES",
            "TITLE");
    for (PlaybookRow row : rows) {
      PlaybookCounts counts = row.counts();
      table.add(
          Table.Cell.of(row.playbook()),
          Table.Cell.of(row.edition().stage().word() + (row.main() ? "" : " (also)")),
          Table.Cell.of(row.edition().shortVersion()),
          Table.Cell.of(row.since() == null ? "not in force" : times.full(row.since())),
          number(counts.asked()),
          number(counts.allowed()),
          number(counts.denied()),
          number(counts.approved()),
          number(counts.rejected()),
          number(counts.expired()),
          number(counts.undone()),
          number(counts.failed()),
          Table.Cell.of(counts.lastAsked() == null ? "never" : times.full(counts.lastAsked())),
          number(row.cases()),
          Table.Cell.of(row.title()));
    }
    StringBuilder page = new StringBuilder(table.render(shell.paint())).append('\n');
    rows.stream()
        .filter(PlaybookRow::main)
        .forEach(row -> page.append(PlainText.of(row.ready())).append('\n'));
    return page.toString();
  }

  private static Table.Cell number(int count) {
    return Table.Cell.of(Integer.toString(count));
  }

  /** The store of a Nightjar that runs or ran; empty where none ever did, or it cannot be read. */
  private record Store(@Nullable ReadOnlyDatabase database, PlaybookRows rows)
      implements AutoCloseable {

    static Store open(Path state, Stages stages, Shell shell) {
      if (!ReadOnlyDatabase.exists(state)) {
        shell.err().println("there is no store in " + state + " yet, so nothing was counted");
        return new Store(null, PlaybookRows.uncounted(stages));
      }
      try {
        ReadOnlyDatabase database = ReadOnlyDatabase.open(state);
        return new Store(database, PlaybookRows.of(stages, database));
      } catch (StoreException e) {
        shell.err().println(PlainText.lines("nothing was counted: " + e.getMessage()));
        return new Store(null, PlaybookRows.uncounted(stages));
      }
    }

    @Override
    public void close() {
      if (database != null) {
        database.close();
      }
    }
  }
}
