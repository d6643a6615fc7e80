package io.nightjar.cli;

import io.nightjar.notify.DeadLetters;
import io.nightjar.notify.Delivery;
import io.nightjar.notify.DeliveryView;
import io.nightjar.notify.Notices;
import io.nightjar.store.ReadOnlyDatabase;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar notify list}; reads the store, whether a Nightjar runs or not. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists what was told on which channel, and what became of it.",
    footer = {"", "Example:", "  nightjar notify list --limit 20"})
class NotifyListCommand implements Callable<Integer> {

  private static final int WHAT = 60;
  private static final int WHY = 60;

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default: ${DEFAULT-VALUE}.")
  int limit = 50;

  NotifyListCommand(Shell shell) {
    this.shell = shell;
  }

  /** {@code nightjar notify dead}. */
  @Command(
      name = "dead",
      mixinStandardHelpOptions = true,
      description = "Lists what could not be delivered and was given up, and why.",
      footer = {"", "Example:", "  nightjar notify dead"})
  static final class Dead extends NotifyListCommand {

    Dead(Shell shell) {
      super(shell);
    }

    @Override
    List<Delivery> found(DeadLetters letters) {
      return letters.list(limit);
    }
  }

  List<Delivery> found(DeadLetters letters) {
    return letters.newest(limit);
  }

  @Override
  public Integer call() throws Exception {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state.folder(shell.around()))) {
      List<DeliveryView> found =
          found(new DeadLetters(database)).stream().map(DeliveryView::of).toList();
      shell.out().print(output.render(found, () -> table(found)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }

  private String table(List<DeliveryView> found) {
    if (found.isEmpty()) {
      return "none\n";
    }
    Times times = new Times(shell.zone());
    Table table =
        new Table("ID", "WHEN", "CHANNEL", "STATE", "KIND", "RESPONSE", "TRIES", "WHAT", "WHY");
    for (DeliveryView each : found) {
      String whom = each.person().isEmpty() ? "" : " to " + each.person();
      String many = each.notices() > 1 ? each.notices() + " times: " : "";
      table.add(
          Table.Cell.of(each.id()),
          Table.Cell.of(times.full(each.changed())),
          Table.Cell.of(each.channel() + whom),
          Table.Cell.of(each.state()),
          Table.Cell.of(each.kind()),
          Table.Cell.of(Notices.shortId(each.responseId())),
          Table.Cell.of(Integer.toString(each.tries())),
          Table.Cell.of(PlainText.cut(many + each.what(), WHAT)),
          Table.Cell.of(PlainText.cut(each.why(), WHY)));
    }
    return table.render(shell.paint());
  }
}
