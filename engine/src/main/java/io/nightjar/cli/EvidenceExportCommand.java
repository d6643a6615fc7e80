package io.nightjar.cli;

import io.nightjar.actions.Artefact;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.Manifest;
import io.nightjar.files.OwnerOnly;
import io.nightjar.http.ResponseStory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar evidence export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the evidence of one response to a ZIP file, with its audit records beside it.",
      "The file is for its owner alone, and never takes the place of another."
    })
final class EvidenceExportCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The file that is written.")
  Path to = Path.of("");

  EvidenceExportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    EvidenceFolder folder = EvidencePlace.folder(state, shell);
    Manifest manifest = EvidencePlace.find(folder, id);
    try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
      write(folder.of(manifest.responseId()), manifest, lookup.story(manifest.responseId()));
    } catch (FileAlreadyExistsException e) {
      throw new UsageFailure(to + " is there already");
    }
    shell
        .out()
        .println(
            "wrote "
                + manifest.artefacts().size()
                + " files of "
                + manifest.responseId()
                + " to "
                + PlainText.of(to.toString()));
    shell.out().flush();
    return ExitCode.OK;
  }

  private void write(Path from, Manifest manifest, ResponseStory story) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                to,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                OwnerOnly.FILE);
        OutputStream file = Channels.newOutputStream(channel);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      String root = manifest.responseId() + "/";
      for (Artefact one : manifest.artefacts()) {
        zip.putNextEntry(new ZipEntry(root + one.name()));
        Files.copy(from.resolve(one.name()), zip);
      }
      zip.putNextEntry(new ZipEntry(root + "manifest.json"));
      zip.write(OutputOption.as(OutputOption.Form.json, manifest).getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(root + "audit-records.json"));
      zip.write(
          OutputOption.as(OutputOption.Form.json, story.history())
              .getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
  }
}
