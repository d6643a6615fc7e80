package io.nightjar.cli;

import io.nightjar.detect.Detection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar detections}. */
@Command(
    name = "detections",
    mixinStandardHelpOptions = true,
    description = "What the rules saw.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DetectionsCommand.ListCommand.class)
final class DetectionsCommand {

  /** {@code nightjar detections list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists detections, the newest first; while none runs, those in its store.",
      footer = {"", "Example:", "  nightjar detections list --limit 10 -o wide"})
  static final class ListCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption state = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many; default: ${DEFAULT-VALUE}.")
    int limit = 50;

    ListCommand(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
        List<Detection> found = lookup.detections(limit);
        shell.out().print(output.render(found, () -> table(found)));
        shell.out().flush();
        return ExitCode.OK;
      }
    }

    private String table(List<Detection> detections) {
      if (detections.isEmpty()) {
        return "no detections\n";
      }
      return output.isWide() ? wide(detections) : narrow(detections);
    }

    private String wide(List<Detection> detections) {
      Times times = new Times(shell.zone());
      Table table =
          new Table(
                  "ID",
                  "WHEN",
                  "PRIORITY",
                  "RULE",
                  "SOURCE",
                  "WHERE",
                  "NODE",
                  "CONTAINER",
                  "IMAGE",
                  "PROCESS")
              .uncut();
      for (Detection detection : detections) {
        table.add(
            Table.Cell.of(detection.id()),
            Table.Cell.of(times.exact(detection.time())),
            priority(detection),
            Table.Cell.of(detection.rule()),
            Table.Cell.of(detection.source()),
            Table.Cell.of(where(detection)),
            Table.Cell.of(detection.node()),
            Table.Cell.of(detection.containerName()),
            Table.Cell.of(detection.image()),
            Table.Cell.of(LiveLine.process(detection.process())));
      }
      return table.render(shell.paint());
    }

    private Table.Cell priority(Detection detection) {
      return new Table.Cell(
          detection.priority().name().toLowerCase(Locale.ROOT),
          text -> shell.paint().priority(detection.priority(), text));
    }

    private static String where(Detection detection) {
      return detection.podName().isEmpty()
          ? detection.node()
          : detection.namespace() + "/" + detection.podName();
    }

    private String narrow(List<Detection> detections) {
      Times times = new Times(shell.zone());
      Table table = new Table("WHEN", "PRIORITY", "RULE", "WHERE", "PROCESS");
      for (Detection detection : detections) {
        table.add(
            Table.Cell.of(times.full(detection.time())),
            priority(detection),
            Table.Cell.of(detection.rule()),
            Table.Cell.of(where(detection)),
            Table.Cell.of(LiveLine.process(detection.process())));
      }
      return table.render(shell.paint());
    }
  }
}
