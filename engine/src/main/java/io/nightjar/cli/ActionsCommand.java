package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ClusterRole;
import io.nightjar.cluster.EngineAccess;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.Configuration;
import io.nightjar.config.Suggestion;
import io.nightjar.policy.PlaybookNeeds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
      "  nightjar actions show kubernetes:isolate-pod",
      "  nightjar actions rbac | kubectl apply -f -",
      "  nightjar actions rbac kubernetes:isolate-pod",
      "  nightjar actions rbac --config nightjar.yaml kubernetes:isolate-pod process:kill",
    },
    subcommands = {
      ActionsCommand.ListCommand.class,
      ActionsCommand.Show.class,
      ActionsCommand.Rbac.class
    })
final class ActionsCommand {

  /** What it acts on: {@code pod}. */
  static String targetWord(ActionDescriptor action) {
    return action.target().getSimpleName().replace("Target", "").toLowerCase(Locale.ROOT);
  }

  private static final List<String> FAR_REACHING_RESOURCES =
      List.of("secrets", "pods/exec", "pods/ephemeralcontainers", "nodes/proxy");

  private static final List<String> FAR_REACHING_GROUPS =
      List.of("rbac.authorization.k8s.io", "admissionregistration.k8s.io");

  /** The smallest role that Nightjar itself and these actions need. */
  static ClusterRole role(
      String name, List<Permission> always, Collection<ActionDescriptor> actions) {
    return new ClusterRole(
        name,
        Stream.concat(
                always.stream(), actions.stream().flatMap(action -> action.permissions().stream()))
            .toList());
  }

  /** The roles that a configuration needs, as {@code kubectl apply} takes them. */
  static String roles(
      String name,
      Configuration configuration,
      boolean events,
      Collection<ActionDescriptor> actions) {
    String cluster = role(name, EngineAccess.always(configuration, events), actions).yaml();
    String path = configuration.killSwitchConfigMap();
    return path == null
        ? cluster
        : cluster + "---\n" + EngineAccess.killSwitchRole(name + "-kill-switch", path);
  }

  /** Whether somebody who has its permissions could take over a cluster. */
  private static boolean reachesFar(ActionDescriptor action) {
    return action.permissions().stream()
        .anyMatch(
            one ->
                FAR_REACHING_RESOURCES.contains(one.resource())
                    || FAR_REACHING_GROUPS.contains(one.apiGroup())
                    // whoever makes a Job runs anything as any account of its namespace
                    || (one.resource().equals("jobs") && one.verbs().contains("create")));
  }

  /** The action of that id. */
  static ActionDescriptor action(String id, List<ActionDescriptor> all) throws UsageFailure {
    List<String> known = all.stream().map(ActionDescriptor::id).toList();
    return all.stream()
        .filter(action -> action.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageFailure(
                    "no action is called \"" + id + "\"; " + Suggestion.didYouMean(id, known)));
  }

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
          targetWord(action),
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

  /** {@code nightjar actions show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Tells all of one action: what it takes, what it needs, how it is undone.")
  static final class Show implements Callable<Integer> {

    private final Shell shell;

    @Mixin OutputOption output = new OutputOption();

    @Parameters(paramLabel = "ACTION", description = "Id of the action.")
    String id = "";

    Show(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws UsageFailure {
      ActionDescriptor action = action(id, ActionRegistry.standardDescriptors());
      shell.out().print(output.render(ListCommand.row(action), () -> page(action)));
      shell.out().flush();
      return ExitCode.OK;
    }

    private static String page(ActionDescriptor action) {
      StringBuilder page = new StringBuilder(action.id()).append('\n');
      line(page, "does", action.summary());
      line(page, "acts on", "one " + targetWord(action));
      line(page, "can be undone", ListCommand.yes(action.reversible()));
      line(page, "users may notice", ListCommand.yes(action.disruptive()));
      line(page, "keeps evidence", ListCommand.yes(action.keepsEvidence()));
      line(page, "D3FEND", action.d3fend());
      new TreeMap<>(action.parameters())
          .forEach((name, meaning) -> line(page, "parameter", name + ": " + meaning));
      for (Permission one : ClusterRole.merged(action.permissions())) {
        String group = one.apiGroup().isEmpty() ? "" : "." + one.apiGroup();
        line(page, "needs", String.join(", ", one.verbs()) + " on " + one.resource() + group);
      }
      return page.toString();
    }

    private static void line(StringBuilder page, String name, String value) {
      if (!value.isEmpty()) {
        page.append("  ").append(Table.pad(name, 18)).append(value).append('\n');
      }
    }
  }

  /** {@code nightjar actions rbac}. */
  @Command(
      name = "rbac",
      mixinStandardHelpOptions = true,
      description = {
        "Prints the smallest ClusterRole that Nightjar and the actions need: what it watches, the",
        "reviews by which people and agents come in, as the configuration says, and the actions.",
        "With a ConfigMap as kill switch, also the Role for it. Bind both to Nightjar's account."
      })
  static final class Rbac implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption configured = new StateOption();

    @Parameters(
        paramLabel = "ACTION",
        arity = "0..*",
        description =
            "For these actions; default: all but those that reach into Secrets, roles or admission,"
                + " or run programs in pods.")
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
    public Integer call() throws UsageFailure, ConfigErrors {
      if (!name.matches("[a-z0-9][-.a-z0-9]*")) {
        throw new UsageFailure("\"" + name + "\" is not the name of a ClusterRole");
      }
      List<ActionDescriptor> all = ActionRegistry.standardDescriptors();
      List<ActionDescriptor> wanted = new ArrayList<>();
      for (String id : ids) {
        wanted.add(action(id, all));
      }
      if (ids.isEmpty()) {
        all.stream().filter(action -> !reachesFar(action)).forEach(wanted::add);
        shell.out().println("# left out, because they reach far; name them to have them, too:");
        all.stream()
            .filter(ActionsCommand::reachesFar)
            .forEach(action -> shell.out().println("#   " + action.id()));
      }
      Configuration configuration = configured.configuration(shell.around());
      PlaybookNeeds needs =
          PlaybookNeeds.of(
              configuration.playbookSettings().shelf(configuration.playbooks(), new ArrayList<>()));
      shell.out().print(roles(name, configuration, needs.events(), wanted));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
