package io.nightjar.cli;

import io.nightjar.audit.AuditRecord;
import io.nightjar.http.StoredFacts;
import io.nightjar.store.ReadOnlyDatabase;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar audit tail}. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Prints the last leaves of the audit log, one line each.")
final class AuditTailCommand implements Callable<Integer> {

  private static final int PAGE = 500;
  private static final long LOOK_MILLIS = 300;

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "So many; default: ${DEFAULT-VALUE}.")
  int lines = 20;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing what is appended, until it is stopped.")
  boolean follow;

  AuditTailCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state.folder(shell.around()))) {
      StoredFacts facts = new StoredFacts(database);
      List<AuditRecord> records = facts.lastAudit(lines);
      long next = print(records, 0);
      while (follow && !shell.out().checkError()) {
        Thread.sleep(LOOK_MILLIS);
        next = print(facts.audit(next, PAGE), next);
      }
      return ExitCode.OK;
    }
  }

  private long print(List<AuditRecord> records, long next) {
    if (records.isEmpty()) {
      return next;
    }
    shell.out().print(output.render(records, () -> table(records)));
    shell.out().flush();
    return records.getLast().index() + 1;
  }

  private String table(List<AuditRecord> records) {
    Times times = new Times(shell.zone());
    StringBuilder text = new StringBuilder();
    for (AuditRecord leaf : records) {
      text.append(Table.pad("#" + leaf.index(), 7))
          .append("  ")
          .append(times.full(leaf.time()))
          .append("  ")
          .append(Table.pad(PlainText.of(leaf.kind()), 26))
          .append("  ")
          .append(Table.pad(PlainText.of(leaf.actor()), 20))
          .append("  ")
          .append(PlainText.cut(leaf.fields().toString(), 200))
          .append('\n');
    }
    return text.toString();
  }
}
