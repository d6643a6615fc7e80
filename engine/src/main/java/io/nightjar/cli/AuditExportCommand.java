package io.nightjar.cli;

import io.nightjar.actions.ActionRegistry;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.export.AuditExport;
import io.nightjar.export.ExportFilter;
import io.nightjar.export.ExportFormat;
import io.nightjar.files.OwnerOnly;
import io.nightjar.store.ReadOnlyDatabase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar audit export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the audit log for other systems, one event a line: the leaves themselves with their"
          + " hashes, OCSF events, ECS documents or CEF. Exit code 1 when leaves are missing in it"
          + " because their segment is not at hand."
    })
final class AuditExportCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin SegmentsOption segments = new SegmentsOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  ExportFormat format = ExportFormat.jsonl;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From that day or time on: 2026-03-01, 2026-03-01T00:00:00Z.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Before that day or time.")
  @Nullable String until;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description = "Such leaves only: response.succeeded, response.*; may be repeated.")
  List<String> kinds = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Into that file, which must not be there yet; default: standard output.")
  @Nullable Path output;

  AuditExportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    SegmentFolder folder = segments.folder(state, shell);
    AuditExport export =
        new AuditExport(
            format,
            new ExportFilter(time(since), time(until), kinds),
            ActionRegistry.standardDescriptors(),
            VersionCommand.version());
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state.folder(shell.around()));
        OutputStream out = open()) {
      AuditExport.Result result =
          database.read(connection -> export.write(connection, folder, out));
      out.flush();
      result.absent().forEach(line -> shell.err().println("not exported: " + PlainText.of(line)));
      if (result.unreadable() > 0) {
        shell
            .err()
            .println(
                result.unreadable()
                    + " leaves cannot be read; see "
                    + PlainText.of(state.hints().type("audit verify")));
      }
      shell.err().flush();
      return result.absent().isEmpty() && result.unreadable() == 0
          ? ExitCode.OK
          : ExitCode.NEGATIVE;
    } catch (UncheckedIOException e) {
      throw new UsageFailure(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Instant time(@Nullable String text) throws UsageFailure {
    return text == null ? null : DayOrTime.parse(text, shell.zone());
  }

  private OutputStream open() throws IOException, UsageFailure {
    Path file = output;
    if (file == null) {
      return new BufferedOutputStream(new ShellOutput(shell.out()), 1 << 16);
    }
    try {
      return new BufferedOutputStream(
          java.nio.channels.Channels.newOutputStream(
              Files.newByteChannel(
                  file,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  OwnerOnly.FILE)),
          1 << 16);
    } catch (FileAlreadyExistsException e) {
      throw new UsageFailure(file + " is there already; name another file");
    }
  }
}
