package io.nightjar.cli;

import io.nightjar.fleet.AgentView;
import io.nightjar.gate.Durations;
import io.nightjar.http.ControlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar agents}. */
@Command(
    name = "agents",
    mixinStandardHelpOptions = true,
    description = "The agents of other nodes, as the engine hears them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  nightjar agents list --wide"},
    subcommands = AgentsCommand.ListCommand.class)
final class AgentsCommand {

  /** {@code nightjar agents list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists them by node; exit code 1 when one is silent.")
  static final class ListCommand implements Callable<Integer> {

    private static final int DIGEST = 12;

    private final Shell shell;

    @Mixin StateOption state = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    @Option(names = "--wide", description = "With rules, start and what it lost; as -o wide.")
    boolean wide;

    @Option(names = "--silent", description = "Only those of which nothing is heard.")
    boolean silent;

    ListCommand(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
        Instant now = client.status().now();
        List<AgentView> agents =
            client.agents().stream().filter(agent -> agent.silent() || !silent).toList();
        shell.out().print(output.render(agents, () -> table(agents, now)));
        shell.out().flush();
        return agents.stream().anyMatch(AgentView::silent) ? ExitCode.NEGATIVE : ExitCode.OK;
      }
    }

    private String table(List<AgentView> agents, Instant now) {
      if (agents.isEmpty()) {
        return silent ? "no agent is silent\n" : "no agent was ever heard\n";
      }
      boolean more = wide || output.isWide();
      Table table =
          more
              ? new Table(
                  "NODE", "STATE", "HEARD", "VERSION", "SENSOR", "WAITING", "TASKS", "RULES",
                  "STARTED", "LOST", "REFUSED")
              : new Table("NODE", "STATE", "HEARD", "VERSION", "SENSOR", "WAITING", "TASKS");
      Times times = new Times(shell.zone());
      for (AgentView agent : agents) {
        Table.Cell[] cells = {
          Table.Cell.of(agent.node()),
          Table.Cell.of(agent.silent() ? "silent" : "heard"),
          Table.Cell.of(ago(agent.heard(), now)),
          Table.Cell.of(agent.version()),
          Table.Cell.of(agent.sensor() ? "on" : "off: " + PlainText.cut(agent.detail(), 60)),
          Table.Cell.of(Long.toString(agent.waiting())),
          Table.Cell.of(Integer.toString(agent.tasks())),
          Table.Cell.of(rules(agent)),
          Table.Cell.of(agent.startedAt() == null ? "" : times.full(agent.startedAt())),
          Table.Cell.of(Long.toString(agent.lost())),
          Table.Cell.of(Long.toString(agent.refused()))
        };
        table.add(more ? cells : Arrays.copyOf(cells, 7));
      }
      return table.render(shell.paint());
    }

    private static String ago(Instant then, Instant now) {
      Duration ago = Duration.between(then, now);
      return ago.toSeconds() < 1
          ? "now"
          : Durations.words(Duration.ofSeconds(ago.toSeconds())) + " ago";
    }

    private static String rules(AgentView agent) {
      String digest =
          agent.rules().length() > DIGEST ? agent.rules().substring(0, DIGEST) : agent.rules();
      return agent.ruleCount() + (digest.isEmpty() ? "" : " (" + digest + ")");
    }
  }
}
