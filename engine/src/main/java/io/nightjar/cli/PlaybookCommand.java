package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.config.Configuration;
import io.nightjar.detect.ClusterEventRule;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.CalendarSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook}. */
@Command(
    name = "playbook",
    mixinStandardHelpOptions = true,
    description = "The playbooks that decide; nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar playbook new shell-in-shop",
      "  nightjar playbook check",
      "  nightjar playbook test my-playbooks",
    },
    subcommands = {
      PlaybookNewCommand.class,
      PlaybookCheckCommand.class,
      PlaybookTestCommand.class,
      PlaybookExplainCommand.class,
      PlaybookImportCommand.class,
      PlaybookSchemaCommand.class,
      PlaybookCommand.Rbac.class,
      PlaybookBacktestCommand.class,
      PlaybookDiffCommand.class,
      PlaybookListCommand.class,
      PlaybookBuildCommand.class,
      PlaybookKeyCommand.class,
      PlaybookSignCommand.class,
      PlaybookVerifyCommand.class
    })
final class PlaybookCommand {

  static Set<String> names(List<CalendarSpec> calendars) {
    return calendars.stream().map(CalendarSpec::name).collect(Collectors.toUnmodifiableSet());
  }

  /** What the two have in common: the playbooks are read, checked and compiled. */
  abstract static class Base implements Callable<Integer> {
    final Shell shell;

    @Mixin StateOption configured = new StateOption();

    @Parameters(
        paramLabel = "DIR",
        arity = "0..1",
        description = "Folder with a folder for each playbook; default: the configured one.")
    @Nullable Path directory;

    Base(Shell shell) {
      this.shell = shell;
    }

    abstract int show(CompiledPlaybooks playbooks, Path folder, Configuration configuration)
        throws Exception;

    @Override
    public Integer call() throws Exception {
      Configuration configuration = configured.configuration(shell.around());
      Path folder = directory == null ? configuration.playbooks() : directory;
      List<CalendarSpec> calendars = configuration.calendarSpecs(shell.zone());
      PlaybookCompiler compiler =
          directory == null
              ? compiler(calendars, configuration).only(configuration.playbookSettings().only())
              : compiler(calendars, configuration);
      Optional<Set<String>> rules =
          KnownRules.of(shell, configuration, List.of()).map(KnownRules::names);
      try {
        CompiledPlaybooks playbooks =
            rules.isPresent() ? compiler.load(folder, rules.get()) : compiler.load(folder);
        playbooks
            .distrusted()
            .forEach((name, why) -> shell.err().println(PlainText.of(name + " " + why)));
        int code = show(playbooks, folder, configuration);
        shell.out().flush();
        return code;
      } catch (PlaybookErrors e) {
        shell.err().println(PlainText.lines(String.valueOf(e.getMessage())));
        return ExitCode.NEGATIVE;
      }
    }

    PlaybookCompiler compiler(List<CalendarSpec> calendars, Configuration configuration) {
      return new PlaybookCompiler(
          cache(), names(calendars), configuration.playbookSettings().trust());
    }

    private Path cache() {
      return cache(shell);
    }

    /** Where compiled playbooks are kept between commands. */
    static Path cache(Shell shell) {
      String xdg = shell.around().environment().getOrDefault("XDG_CACHE_HOME", "");
      Path base = xdg.isEmpty() ? shell.around().userHome().resolve(".cache") : Path.of(xdg);
      return base.resolve("nightjar/playbooks");
    }
  }

  /** {@code nightjar playbook rbac}. */
  @Command(
      name = "rbac",
      mixinStandardHelpOptions = true,
      description = {
        "Prints the smallest ClusterRole that Nightjar needs for what the playbooks may ask for;",
        "with a ConfigMap as kill switch, also the Role for it."
      })
  static final class Rbac extends Base {
    Rbac(Shell shell) {
      super(shell);
    }

    @Override
    int show(CompiledPlaybooks playbooks, Path folder, Configuration configuration) {
      Set<String> asked =
          playbooks.playbooks().values().stream()
              .flatMap(playbook -> playbook.manifest().mayAsk().stream())
              .collect(Collectors.toSet());
      List<ActionDescriptor> actions =
          ActionRegistry.standardDescriptors().stream()
              .filter(action -> asked.contains(action.id()))
              .toList();
      boolean events = !ClusterEventRule.reasons(playbooks.rulesNamed().stream()).isEmpty();
      shell.out().print(ActionsCommand.roles("nightjar", configuration, events, actions));
      return ExitCode.OK;
    }
  }
}
