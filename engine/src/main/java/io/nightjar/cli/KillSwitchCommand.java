package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.KillSwitchState;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar killswitch}. */
@Command(
    name = "killswitch",
    mixinStandardHelpOptions = true,
    description = "Stops all acting at once; Nightjar goes on watching and recording.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar killswitch on --reason \"isolates the wrong pods\"",
      "  nightjar killswitch status",
      "While nothing answers any more: touch STATE/killswitch"
    },
    subcommands = {
      KillSwitchCommand.On.class,
      KillSwitchCommand.Off.class,
      KillSwitchCommand.StatusCommand.class
    })
final class KillSwitchCommand {

  /** What the three have in common. */
  abstract static class Base implements Callable<Integer> {
    final Shell shell;

    @Mixin StateOption state = new StateOption();

    Base(Shell shell) {
      this.shell = shell;
    }

    abstract KillSwitchState ask(ControlClient client) throws Exception;

    @Override
    public Integer call() throws Exception {
      try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
        KillSwitchState now = ask(client);
        String text = now.on() ? "on: nothing is executed" : "off";
        String why = now.why().isEmpty() ? "" : " (" + PlainText.of(now.why()) + ")";
        shell.out().println("kill switch is " + text + why);
        shell.out().flush();
        return code(now.on());
      }
    }

    int code(boolean on) {
      return ExitCode.OK;
    }
  }

  /** Turning needs a reason. */
  abstract static class Turn extends Base {
    private final boolean on;

    @Option(
        names = {"-m", "--reason"},
        paramLabel = "TEXT",
        required = true,
        description = "Why; goes into the audit log.")
    String reason = "";

    @Option(
        names = "--as",
        paramLabel = "NAME",
        description = "Who is turning it; default: the user of this shell.")
    @Nullable String who;

    Turn(Shell shell, boolean on) {
      super(shell);
      this.on = on;
    }

    @Override
    KillSwitchState ask(ControlClient client) throws Exception {
      return client.turnKillSwitch(on, who == null ? shell.user() : who, reason);
    }

    @Override
    int code(boolean nowOn) {
      return nowOn == on ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  /** {@code nightjar killswitch on}. */
  @Command(name = "on", mixinStandardHelpOptions = true, description = "Stops all acting.")
  static final class On extends Turn {
    On(Shell shell) {
      super(shell, true);
    }
  }

  /** {@code nightjar killswitch off}. */
  @Command(name = "off", mixinStandardHelpOptions = true, description = "Lets Nightjar act again.")
  static final class Off extends Turn {
    Off(Shell shell) {
      super(shell, false);
    }
  }

  /** {@code nightjar killswitch status}. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Says whether it is on; exit code 1 means off.")
  static final class StatusCommand extends Base {
    StatusCommand(Shell shell) {
      super(shell);
    }

    @Override
    KillSwitchState ask(ControlClient client) throws Exception {
      return client.killSwitch();
    }

    @Override
    int code(boolean on) {
      return on ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }
}
