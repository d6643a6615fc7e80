package io.nightjar.cli;

import io.nightjar.actions.Artefact;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.Manifest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar evidence show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Says what was collected for one response, and what could not be.")
final class EvidenceShowCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  EvidenceShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    EvidenceFolder folder = EvidencePlace.folder(state, shell);
    Manifest manifest = EvidencePlace.find(folder, id);
    shell.out().print(output.render(manifest, () -> page(manifest, folder)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private String page(Manifest manifest, EvidenceFolder folder) {
    Table table = new Table("FILE", "BYTES", "SHA-256", "OF");
    for (Artefact one : manifest.artefacts()) {
      table.add(
          Table.Cell.of(one.name()),
          Table.Cell.of(Long.toString(one.bytes())),
          Table.Cell.of(one.sha256().substring(0, Math.min(16, one.sha256().length()))),
          Table.Cell.of(
              one.what()
                  + (one.truncated().isEmpty() ? "" : " (cut short: " + one.truncated() + ")")));
    }
    StringBuilder page = new StringBuilder();
    page.append(PlainText.of(manifest.target().describe()))
        .append(", ")
        .append(new Times(shell.zone()).full(manifest.collectedAt()))
        .append('\n')
        .append(PlainText.of(folder.of(manifest.responseId()).toString()))
        .append(folder.isUploaded(manifest.responseId()) ? ", and in the bucket" : "")
        .append("\n\n")
        .append(table.render(shell.paint()));
    if (!manifest.notes().isEmpty()) {
      page.append('\n');
    }
    manifest.notes().forEach(note -> page.append(PlainText.of(note)).append('\n'));
    return page.toString();
  }
}
