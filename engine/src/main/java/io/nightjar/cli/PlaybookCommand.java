package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.cases.CaseResult;
import io.nightjar.playbook.cases.CaseRunner;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
      "  nightjar playbook check",
      "  nightjar playbook test my-playbooks",
    },
    subcommands = {
      PlaybookCommand.Check.class,
      PlaybookCommand.Test.class,
      PlaybookCommand.Rbac.class
    })
final class PlaybookCommand {

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

    abstract int show(CompiledPlaybooks playbooks, Path folder, List<CalendarSpec> calendars);

    @Override
    public Integer call() throws Exception {
      Configuration configuration = configured.configuration(shell.around());
      Path folder = directory == null ? configuration.playbooks() : directory;
      List<CalendarSpec> calendars = configuration.calendarSpecs(shell.zone());
      Set<String> names =
          calendars.stream().map(CalendarSpec::name).collect(Collectors.toUnmodifiableSet());
      PlaybookCompiler compiler = new PlaybookCompiler(cache(), names);
      Optional<Set<String>> rules = ruleNames(configuration);
      try {
        CompiledPlaybooks playbooks =
            rules.isPresent() ? compiler.load(folder, rules.get()) : compiler.load(folder);
        int code = show(playbooks, folder, calendars);
        shell.out().flush();
        return code;
      } catch (PlaybookErrors e) {
        shell.err().println(PlainText.lines(String.valueOf(e.getMessage())));
        return ExitCode.NEGATIVE;
      }
    }

    private Path cache() {
      String xdg = shell.around().environment().getOrDefault("XDG_CACHE_HOME", "");
      Path base = xdg.isEmpty() ? shell.around().userHome().resolve(".cache") : Path.of(xdg);
      return base.resolve("nightjar/playbooks");
    }

    private Optional<Set<String>> ruleNames(Configuration configuration) {
      try {
        Set<String> names =
            RuleLoader.load(configuration.rules(), configuration.ruleSettings()).rules().stream()
                .map(Rule::name)
                .collect(Collectors.toUnmodifiableSet());
        if (!names.isEmpty()) {
          return Optional.of(names);
        }
        shell.err().println("no rules are configured, so the names of rules are not checked");
      } catch (RuleErrors e) {
        shell
            .err()
            .println("the configured rules are broken, so the names of rules are not checked");
      }
      return Optional.empty();
    }
  }

  /** {@code nightjar playbook check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks playbooks as a compiler does; exit code 1 when one cannot be used.")
  static final class Check extends Base {
    Check(Shell shell) {
      super(shell);
    }

    @Override
    int show(CompiledPlaybooks playbooks, Path folder, List<CalendarSpec> calendars) {
      Table table = new Table("PLAYBOOK", "RULES", "MAY ASK", "OWNER", "TITLE");
      for (CompiledPlaybooks.Playbook playbook : playbooks.playbooks().values()) {
        table.add(
            Table.Cell.of(playbook.name()),
            Table.Cell.of(Integer.toString(playbook.rules().size())),
            Table.Cell.of(String.join(", ", playbook.manifest().mayAsk())),
            Table.Cell.of(playbook.manifest().owner()),
            Table.Cell.of(playbook.manifest().title()));
      }
      shell.out().print(table.render(shell.paint()));
      return ExitCode.OK;
    }
  }

  /** {@code nightjar playbook rbac}. */
  @Command(
      name = "rbac",
      mixinStandardHelpOptions = true,
      description = "Prints the smallest ClusterRole that what the playbooks may ask for needs.")
  static final class Rbac extends Base {
    Rbac(Shell shell) {
      super(shell);
    }

    @Override
    int show(CompiledPlaybooks playbooks, Path folder, List<CalendarSpec> calendars) {
      Set<String> asked =
          playbooks.playbooks().values().stream()
              .flatMap(playbook -> playbook.manifest().mayAsk().stream())
              .collect(Collectors.toSet());
      List<ActionDescriptor> actions =
          ActionRegistry.standardDescriptors().stream()
              .filter(action -> asked.contains(action.id()))
              .toList();
      shell.out().print(ActionsCommand.role("nightjar", actions).yaml());
      return ExitCode.OK;
    }
  }

  /** {@code nightjar playbook test}. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = "Runs the cases of each playbook; exit code 1 when one fails.")
  static final class Test extends Base {

    @Option(
        names = "--zone",
        paramLabel = "ZONE",
        description =
            "Zone of all calendars, so that a case means the same everywhere; default: UTC.")
    ZoneId zone = ZoneOffset.UTC;

    Test(Shell shell) {
      super(shell);
    }

    @Override
    int show(CompiledPlaybooks playbooks, Path folder, List<CalendarSpec> calendars) {
      List<CalendarSpec> there =
          calendars.stream().map(spec -> new CalendarSpec(spec.name(), zone, spec.rule())).toList();
      List<Problem> problems = new ArrayList<>();
      List<CaseResult> results =
          new CaseRunner(playbooks, new Calendars(there)).runAll(folder, problems);
      for (CaseResult result : results) {
        String text = PlainText.lines(result.render());
        shell.out().println(result.passed() ? text : shell.paint().red(text));
      }
      for (Problem problem : problems) {
        shell.err().println(PlainText.lines(problem.render()));
      }
      long failed = results.stream().filter(result -> !result.passed()).count();
      shell.out().println(results.size() - failed + " passed, " + failed + " failed");
      return failed == 0 && problems.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }
}
