package io.nightjar.cli;

import picocli.CommandLine.Command;

/** {@code nightjar audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "The tamper-evident log; read from the store, so nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar audit verify",
      "  nightjar audit verify --state /evidence/nightjar --key auditor/audit.pub",
      "  nightjar audit tail -f",
      "  nightjar audit proof 17 -o json",
    },
    subcommands = {AuditVerifyCommand.class, AuditTailCommand.class, AuditProofCommand.class})
final class AuditCommand {}
