package io.nightjar.cli;

import picocli.CommandLine.Command;

/** {@code nightjar responses}. */
@Command(
    name = "responses",
    mixinStandardHelpOptions = true,
    description = "What was done, what waits for a person, and why.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar responses list --in failed,undo-refused",
      "  nightjar responses show r-5f3c",
      "  nightjar responses request kubernetes:isolate-pod pod/shop/web-1 --because \"odd"
          + " traffic\"",
      "  nightjar responses approve r-5f3c --comment \"seen it, is no deployment\"",
      "  nightjar responses undo r-5f3c",
    },
    subcommands = {
      ResponsesListCommand.class,
      ResponsesShowCommand.class,
      ResponsesWhyCommand.class,
      ResponsesWhyNotCommand.class,
      ResponsesRequestCommand.class,
      ResponsesActCommand.Approve.class,
      ResponsesActCommand.Deny.class,
      ResponsesActCommand.Acknowledge.class,
      ResponsesActCommand.Undo.class,
      ResponsesLinkCommand.class,
      ResponsesWatchCommand.class
    })
final class ResponsesCommand {}
