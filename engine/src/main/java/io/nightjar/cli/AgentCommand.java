package io.nightjar.cli;

import io.nightjar.config.Overrides;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar agent}. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = {
      "Watches this node for an engine elsewhere, which decides, and does what it wants done here.",
      "The engine's address and the agent's credential stand under agent in the configuration."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar agent",
      "  nightjar agent --config /etc/nightjar/agent.yaml --rules /etc/nightjar/rules",
    })
final class AgentCommand implements Callable<Integer> {

  private final Shell shell;
  private final Engine agent;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; default: /etc/nightjar/nightjar.yaml if there is one.")
  @Nullable Path config;

  @Option(names = "--state", paramLabel = "DIR", description = "State folder.")
  @Nullable Path state;

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "Rule file or folder, instead of the configured ones; may be repeated.")
  List<Path> rules = List.of();

  /**
   * @param agent runs until the process is told to stop
   */
  AgentCommand(Shell shell, Engine agent) {
    this.shell = shell;
    this.agent = agent;
  }

  @Override
  public Integer call() throws Exception {
    Overrides overrides = new Overrides(state, null, rules, null, null, null, null);
    RunOptions options =
        RunOptions.of(config, overrides, shell.clock(), Duration.ZERO, shell.around());
    OwnLog.use(options.configuration());
    return agent.run(options, shell);
  }
}
