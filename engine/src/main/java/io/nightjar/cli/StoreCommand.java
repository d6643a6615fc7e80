package io.nightjar.cli;

import picocli.CommandLine.Command;

/** {@code nightjar store}. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = "The database of detections, responses, incidents, timers and the audit log.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar store status",
      "  nightjar store check",
      "  nightjar store backup /backup/nightjar-monday.db --with-key",
      "  nightjar store check --file /backup/nightjar-monday.db",
      "  nightjar store keys ./keys",
      "  nightjar store restore /backup/nightjar-monday.db --state /var/lib/nightjar",
    },
    subcommands = {
      StoreStatusCommand.class,
      StoreCheckCommand.class,
      StoreBackupCommand.class,
      StoreRestoreCommand.class,
      StoreCompactCommand.class,
      StoreKeysCommand.class
    })
final class StoreCommand {}
