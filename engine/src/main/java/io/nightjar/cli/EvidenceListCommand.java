package io.nightjar.cli;

import io.nightjar.actions.Artefact;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.Manifest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar evidence list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the responses of which there is evidence, the newest first.")
final class EvidenceListCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  EvidenceListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    EvidenceFolder folder = EvidencePlace.folder(state, shell);
    List<Manifest> all = folder.all();
    shell.out().print(output.render(all, () -> table(all, folder)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private String table(List<Manifest> all, EvidenceFolder folder) {
    if (all.isEmpty()) {
      return "No evidence in " + PlainText.of(folder.path().toString()) + ".\n";
    }
    Table table = new Table("RESPONSE", "COLLECTED", "FILES", "BYTES", "IN BUCKET", "OF");
    for (Manifest one : all) {
      table.add(
          Table.Cell.of(one.responseId()),
          Table.Cell.of(new Times(shell.zone()).full(one.collectedAt())),
          Table.Cell.of(Integer.toString(one.artefacts().size())),
          Table.Cell.of(Long.toString(one.artefacts().stream().mapToLong(Artefact::bytes).sum())),
          Table.Cell.of(folder.isUploaded(one.responseId()) ? "yes" : "no"),
          Table.Cell.of(one.target().describe()));
    }
    return table.render(shell.paint());
  }
}
