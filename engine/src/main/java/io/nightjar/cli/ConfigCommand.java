package io.nightjar.cli;

import io.nightjar.config.ShownSetting;
import io.nightjar.http.ControlClient;
import io.nightjar.schema.Schemas;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "The configuration.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Schema.class})
final class ConfigCommand {

  /** {@code nightjar config show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints every key of the configuration that is in force, a line each; of a secret only"
            + " where it comes from. Keys with a * want a restart when they change."
      },
      footer = {"", "Example:", "  nightjar config show | grep notify"})
  static final class Show implements Callable<Integer> {
    private final Shell shell;

    @Mixin StateOption state = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    @Option(
        names = "--file",
        description = "What the files say now, instead; nothing needs to run.")
    boolean file;

    Show(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      List<ShownSetting> all;
      if (file) {
        all = ShownSetting.of(state.configuration(shell.around()));
      } else {
        try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
          all = client.configuration();
        }
      }
      shell.out().print(output.render(all, () -> page(all)));
      shell.out().flush();
      return ExitCode.OK;
    }

    private static String page(List<ShownSetting> all) {
      StringBuilder page = new StringBuilder();
      for (ShownSetting one : all) {
        page.append(PlainText.of(one.key() + (one.restart() ? "*" : "") + ": " + one.value()))
            .append('\n');
      }
      return page.toString();
    }
  }

  /** {@code nightjar config schema}. */
  @Command(
      name = "schema",
      mixinStandardHelpOptions = true,
      description = "Prints the JSON schema of nightjar.yaml, for editors.")
  static final class Schema implements Callable<Integer> {
    private final Shell shell;

    Schema(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() {
      shell.out().print(Schemas.text("nightjar"));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
