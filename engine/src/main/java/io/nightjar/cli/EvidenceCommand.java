package io.nightjar.cli;

import picocli.CommandLine.Command;

/** {@code nightjar evidence}. */
@Command(
    name = "evidence",
    mixinStandardHelpOptions = true,
    description = "What was kept of containers; read from its folder, so nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar evidence list",
      "  nightjar evidence show r-7k2",
      "  nightjar evidence verify r-7k2",
      "  nightjar evidence export r-7k2 --to incident-14.zip",
    },
    subcommands = {
      EvidenceListCommand.class,
      EvidenceShowCommand.class,
      EvidenceVerifyCommand.class,
      EvidenceExportCommand.class
    })
final class EvidenceCommand {}
