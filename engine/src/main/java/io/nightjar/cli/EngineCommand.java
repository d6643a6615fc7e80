package io.nightjar.cli;

import picocli.CommandLine.Command;

/** {@code nightjar engine}. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description =
        "Decides by the playbooks and acts, for nodes that agents watch; without a driver of its"
            + " own. Hears agents at agents.listen, 127.0.0.1:2805 when nothing is said.",
    footer = {
      "",
      "Examples:",
      "  nightjar engine --config /etc/nightjar/engine.yaml",
      "  nightjar engine --practice --state /tmp/night   for an agent on the same machine",
    })
final class EngineCommand extends RunCommand {

  EngineCommand(Shell shell, Engine engine) {
    super(shell, engine);
  }

  @Override
  boolean engineAlone() {
    return true;
  }
}
