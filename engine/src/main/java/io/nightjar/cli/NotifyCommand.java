package io.nightjar.cli;

import picocli.CommandLine.Command;

/** {@code nightjar notify}. */
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    description = "Shows what people were told, what could not be delivered, and tries channels.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar notify test",
      "  nightjar notify test team-slack",
      "  nightjar notify dead",
      "  nightjar notify again m-5f3c"
    },
    subcommands = {
      NotifyListCommand.class,
      NotifyListCommand.Dead.class,
      NotifyAgainCommand.class,
      NotifyTestCommand.class
    })
final class NotifyCommand {}
