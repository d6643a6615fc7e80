package io.nightjar.cli.bench;

import picocli.CommandLine.Command;

/** {@code nightjar bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures what Nightjar costs on this machine, and what it misses.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar bench driver",
      "  nightjar bench driver --rules falco_rules.yaml --duration 5s",
      "  nightjar bench drops -o json",
      "  nightjar bench rules falco_rules.yaml",
      "  nightjar bench ingest --rate 5000 --duration 60s",
    },
    subcommands = {
      ActionsCommand.class,
      DriverCommand.class,
      DropsCommand.class,
      HttpCommand.class,
      IngestBenchCommand.class,
      KillCommand.class,
      ReaderCommand.class,
      RulesBenchCommand.class,
      ScaleOutCommand.class,
      SessionCommand.class,
      StormCommand.class,
      BacktestBenchCommand.class,
      SwapCommand.class,
      DriverAgentCommand.class
    })
public final class BenchCommand {}
