package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ClusterRole;
import io.nightjar.config.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar actions}. */
@Command(
    name = "actions",
    mixinStandardHelpOptions = true,
    description = "What Nightjar can do, and what it needs for it; nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar actions list",
      "  nightjar actions rbac | kubectl apply -f -",
      "  nightjar actions rbac kubernetes:isolate-pod",
    },
    subcommands = {ActionsCommand.ListCommand.class, ActionsCommand.Rbac.class})
final class ActionsCommand {

  /** {@code nightjar actions list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the actions that playbooks may ask for.")
  static final class ListCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin OutputOption output = new OutputOption();

    /** An action as it is printed. */
    record Row(
        String id,
        String target,
        Map<String, String> parameters,
        boolean undo,
        boolean disruptive,
        boolean keepsEvidence,
        String d3fend,
        List<Permission> permissions,
        String summary) {}

    ListCommand(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() {
      List<Row> rows = ActionRegistry.standardDescriptors().stream().map(ListCommand::row).toList();
      shell.out().print(output.render(rows, () -> table(rows)));
      shell.out().flush();
      return ExitCode.OK;
    }

    private static Row row(ActionDescriptor action) {
      return new Row(
          action.id(),
          action.target().getSimpleName().replace("Target", "").toLowerCase(Locale.ROOT),
          action.parameters(),
          action.reversible(),
          action.disruptive(),
          action.keepsEvidence(),
          action.d3fend(),
          action.permissions(),
          action.summary());
    }

    private String table(List<Row> rows) {
      Table table =
          new Table("ACTION", "TARGET", "UNDO", "DISRUPTS", "KEEPS EVIDENCE", "D3FEND", "SUMMARY");
      for (Row row : rows) {
        table.add(
            Table.Cell.of(row.id()),
            Table.Cell.of(row.target()),
            Table.Cell.of(yes(row.undo())),
            Table.Cell.of(yes(row.disruptive())),
            Table.Cell.of(yes(row.keepsEvidence())),
            Table.Cell.of(row.d3fend()),
            Table.Cell.of(row.summary()));
      }
      return table.render(shell.paint());
    }

    private static String yes(boolean value) {
      return value ? "yes" : "no";
    }
  }

  /** {@code nightjar actions rbac}. */
  @Command(
      name = "rbac",
      mixinStandardHelpOptions = true,
      description = "Prints the smallest ClusterRole that watching pods and the actions need.")
  static final class Rbac implements Callable<Integer> {

    /** What the index of pods needs, whatever is done. */
    private static final List<Permission> WATCHING =
        List.of(
            new Permission("", "pods", List.of("get", "list", "watch")),
            new Permission("apps", "replicasets", List.of("get", "list", "watch")),
            new Permission("batch", "jobs", List.of("get", "list", "watch")));

    private final Shell shell;

    @Parameters(
        paramLabel = "ACTION",
        arity = "0..*",
        description = "Only for these actions; default: all.")
    List<String> ids = new ArrayList<>();

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "Name of the ClusterRole; default: ${DEFAULT-VALUE}.")
    String name = "nightjar";

    Rbac(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws UsageFailure {
      if (!name.matches("[a-z0-9][-.a-z0-9]*")) {
        throw new UsageFailure("\"" + name + "\" is not the name of a ClusterRole");
      }
      List<ActionDescriptor> all = ActionRegistry.standardDescriptors();
      List<String> known = all.stream().map(ActionDescriptor::id).toList();
      for (String id : ids) {
        if (!known.contains(id)) {
          String near = Suggestion.didYouMean(id, known);
          throw new UsageFailure("no action is called \"" + id + "\"; " + near);
        }
      }
      List<Permission> needed =
          Stream.concat(
                  WATCHING.stream(),
                  all.stream()
                      .filter(action -> ids.isEmpty() || ids.contains(action.id()))
                      .flatMap(action -> action.permissions().stream()))
              .toList();
      shell.out().print(new ClusterRole(name, needed).yaml());
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
