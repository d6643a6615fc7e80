package io.nightjar.cli;

import io.nightjar.evidence.EvidenceCheck;
import io.nightjar.evidence.EvidenceCheck.Line;
import io.nightjar.evidence.EvidenceCheck.State;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.s3.Bucket;
import io.nightjar.http.ResponseStory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar evidence verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Hashes the files again and compares them with what the audit log says of them.",
      "Whether that log is whole, audit verify says. Exit code 1 when a file is not as it was."
    })
final class EvidenceVerifyCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  @Option(
      names = "--in-bucket",
      description = "Verifies the copy in the bucket of the configuration instead.")
  boolean inBucket;

  EvidenceVerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    EvidenceFolder folder = EvidencePlace.folder(state, shell);
    try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
      ResponseStory story = lookup.story(id);
      List<Line> lines =
          inBucket
              ? inBucket(story)
              : EvidenceCheck.check(story.history(), folder.of(story.response().id()));
      if (lines.isEmpty()) {
        throw new UsageFailure(
            "the audit log knows of no evidence of response " + story.response().id());
      }
      shell.out().print(output.render(lines, () -> table(lines)));
      shell.out().flush();
      return lines.stream().allMatch(line -> line.state() == State.INTACT)
          ? ExitCode.OK
          : ExitCode.NEGATIVE;
    }
  }

  private List<Line> inBucket(ResponseStory story) throws Exception {
    Bucket bucket =
        EvidencePlace.bucket(state, shell)
            .orElseThrow(() -> new UsageFailure("the configuration names no evidence.s3"));
    return EvidenceCheck.check(story.history(), story.response().id(), bucket);
  }

  private String table(List<Line> lines) {
    Paint paint = shell.paint();
    Table table = new Table("FILE", "IS", "IN THE LOG", "FOUND");
    for (Line line : lines) {
      table.add(
          Table.Cell.of(line.name()),
          new Table.Cell(
              words(line.state()), line.state() == State.INTACT ? paint::green : paint::red),
          Table.Cell.of(begin(line.logged())),
          Table.Cell.of(begin(line.found())));
    }
    return table.render(paint);
  }

  private static String begin(String hash) {
    return hash.isEmpty() ? "-" : hash.substring(0, Math.min(16, hash.length()));
  }

  private static String words(State state) {
    return switch (state) {
      case INTACT -> "intact";
      case CHANGED -> "CHANGED";
      case MISSING -> "MISSING";
      case UNKNOWN -> "NOT IN THE LOG";
    };
  }
}
