package io.nightjar.cli;

import io.nightjar.config.Overrides;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar decide}. */
@Command(
    name = "decide",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a share of the deciding from the engine that acts, over Kafka, until it is stopped.",
      "It needs the configuration, rules and playbooks of that engine, and neither its store nor",
      "the cluster."
    },
    footer = {"", "Examples:", "  nightjar decide --config /etc/nightjar/nightjar.yaml"})
final class DecideCommand implements Callable<Integer> {

  private final Shell shell;
  private final Engine engine;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; default: /etc/nightjar/nightjar.yaml if there is one.")
  @Nullable Path config;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Folder that compiled playbooks are kept in; nothing else is.")
  @Nullable Path state;

  @Option(
      names = "--playbooks",
      paramLabel = "DIR",
      description = "Folder of the playbooks, instead of the configured one.")
  @Nullable Path playbooks;

  /**
   * @param engine that only decides
   */
  DecideCommand(Shell shell, Engine engine) {
    this.shell = shell;
    this.engine = engine;
  }

  @Override
  public Integer call() throws Exception {
    Overrides overrides = new Overrides(state, null, List.of(), playbooks, null, null, null);
    RunOptions options =
        RunOptions.of(config, overrides, shell.clock(), Duration.ZERO, shell.around());
    OwnLog.use(options.configuration());
    if (options.configuration().kafka() == null) {
      throw new UsageFailure(
          "the configuration names no kafka; without one an engine decides alone: nightjar run");
    }
    return engine.run(options, shell);
  }
}
