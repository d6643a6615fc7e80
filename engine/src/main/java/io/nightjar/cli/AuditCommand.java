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
      "  nightjar audit checkpoint > last.txt",
      "  nightjar audit prove --from 1042 > newer.proof",
      "  nightjar audit verify-proof newer.proof --key auditor/audit.pub --against last.txt",
      "  nightjar audit prove 17 > leaf.tlog-proof",
      "  nightjar audit key rotate",
      "  nightjar audit seal --before 2026-01-01",
      "  nightjar audit export --format ocsf --since 2026-03-01 --output march.jsonl",
    },
    subcommands = {
      AuditVerifyCommand.class,
      AuditTailCommand.class,
      AuditCheckpointCommand.class,
      AuditProveCommand.class,
      AuditVerifyProofCommand.class,
      AuditKeyCommand.class,
      AuditSealCommand.class,
      AuditExportCommand.class
    })
final class AuditCommand {}
