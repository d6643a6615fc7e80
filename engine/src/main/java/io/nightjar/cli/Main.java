package io.nightjar.cli;

import io.nightjar.Nightjar;
import io.nightjar.agent.NodeAgent;
import io.nightjar.cli.attack.AttackCommand;
import io.nightjar.cli.bench.BenchCommand;
import io.nightjar.cli.capture.CaptureCommand;
import io.nightjar.cli.capture.ReplayCommand;
import io.nightjar.cli.doctor.DoctorCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code nightjar}. */
@Command(
    name = "nightjar",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    description = "Sees attacks as they happen, contains them, and proves what it did.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with:",
      "  nightjar run                        watch, decide, act",
      "  nightjar top                        tonight on one screen, live",
      "  nightjar responses list             what was done, and what waits for you",
      "  nightjar responses approve r-5f3c   agree; the beginning of an id will do",
      "",
      "Exit codes: 0 yes, 1 no, 2 not understood, 3 no running Nightjar to ask."
    },
    subcommands = {
      RunCommand.class,
      EngineCommand.class,
      AgentCommand.class,
      DecideCommand.class,
      AttackCommand.class,
      CaptureCommand.class,
      ReplayCommand.class,
      TopCommand.class,
      ResponsesCommand.class,
      IncidentsCommand.class,
      DetectionsCommand.class,
      EvidenceCommand.class,
      AuditCommand.class,
      StoreCommand.class,
      KillSwitchCommand.class,
      AgentsCommand.class,
      NotifyCommand.class,
      OutputsCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      RulesCommand.class,
      PlaybookCommand.class,
      ActionsCommand.class,
      CalendarCommand.class,
      ConfigCommand.class,
      ReloadCommand.class,
      SignInCommand.class,
      BenchCommand.class,
      VersionCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Shell shell = Shell.ofThisProcess();
    CommandLine line =
        args.length > 0 && args[0].equals("agent")
            ? agentAlone(shell)
            : commandLine(shell, Nightjar::run);
    System.exit(line.setUsageHelpAutoWidth(true).execute(args));
  }

  /**
   * @param engine what {@code run} starts
   */
  static CommandLine commandLine(Shell shell, Engine engine) {
    return set(
        new CommandLine(new Main(), new CommandFactory(shell, engine, NodeAgent::run)), shell);
  }

  /** The command line of a node, which the classes of all the other commands would only burden. */
  @Command(name = "nightjar", subcommands = AgentCommand.class)
  private static final class AgentAlone {}

  private static CommandLine agentAlone(Shell shell) {
    Engine none =
        (options, from) -> {
          throw new UsageFailure("this is the command line of an agent");
        };
    return set(
        new CommandLine(new AgentAlone(), new CommandFactory(shell, none, NodeAgent::run)), shell);
  }

  private static CommandLine set(CommandLine line, Shell shell) {
    return line.setOut(shell.out())
        .setErr(shell.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new UsageReport(shell))
        .setExecutionExceptionHandler(new FailureReport(shell));
  }
}
