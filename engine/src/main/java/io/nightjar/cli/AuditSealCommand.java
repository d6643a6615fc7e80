package io.nightjar.cli;

import io.nightjar.audit.Segment;
import io.nightjar.audit.SegmentFolder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar audit seal}. */
@Command(
    name = "seal",
    mixinStandardHelpOptions = true,
    description = {
      "Moves old leaves of the audit log out of the database into segment files, each checked"
          + " before its leaves are deleted. The log can still be verified and proven from."
    })
final class AuditSealCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--before",
      paramLabel = "DATE",
      required = true,
      description = "Leaves from before that day, or time: 2026-03-01, 2026-03-01T00:00:00Z.")
  String before = "";

  @Option(
      names = "--segments",
      paramLabel = "DIR",
      description = "Where to, while no Nightjar runs; default: as the configuration says.")
  @Nullable Path segments;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who seals; default: the user of this shell.")
  @Nullable String who;

  AuditSealCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = state.folder(shell.around());
    SegmentsOption option = new SegmentsOption();
    option.segments = segments;
    SegmentFolder to = option.folder(state, shell);
    Instant time = DayOrTime.parse(before, shell.zone());
    String by = who == null ? shell.user() : who;
    try {
      List<Segment> sealed =
          AuditDesk.<List<Segment>>change(
              folder,
              to,
              shell,
              client -> client.sealAudit(time, by),
              (keeping, database) -> keeping.seal(time, "person:" + by));
      shell.out().print(output.render(sealed, () -> table(sealed)));
      shell.out().flush();
      return ExitCode.OK;
    } catch (UncheckedIOException e) {
      throw new UsageFailure(String.valueOf(e.getMessage()));
    }
  }

  private static String table(List<Segment> sealed) {
    if (sealed.isEmpty()) {
      return "nothing to seal: no signed checkpoint covers leaves of before that time alone\n";
    }
    StringBuilder text = new StringBuilder();
    for (Segment segment : sealed) {
      text.append(PlainText.of(segment.file()))
          .append("  ")
          .append(segment.range())
          .append("  sha256 ")
          .append(segment.sha256())
          .append('\n');
    }
    return text.toString();
  }
}
