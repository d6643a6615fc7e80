package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.cluster.AccessQuestions;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.EngineAccess;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.Configuration;
import io.nightjar.detect.Priority;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.PlaybookText;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.lint.Finding;
import io.nightjar.playbook.lint.Granted;
import io.nightjar.playbook.lint.KnownRule;
import io.nightjar.playbook.lint.PlaybookLint;
import io.nightjar.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar playbook check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks playbooks as a compiler does, and looks for what can never be met, what is asked or"
          + " allowed in vain, and what costs more than it has to.",
      "Exit code 0: no errors; 1: errors, or with --strict warnings; 2: the command line makes no"
          + " sense."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar playbook check my-playbooks --rules my_rules.yaml",
      "  nightjar playbook check --rbac cluster-role.yaml",
      "  nightjar playbook check --kubeconfig ~/.kube/nightjar -o json",
    })
final class PlaybookCheckCommand extends PlaybookCommand.Base {

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "Rule files and folders that playbooks may name; default: the configured ones.")
  List<Path> rules = new ArrayList<>();

  @Option(
      names = "--rbac",
      paramLabel = "FILE",
      description = "Say what the ClusterRoles in this file lack for what playbooks may ask for.")
  @Nullable Path rbac;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Ask the cluster of this kubeconfig what it allows whoever is named there.")
  @Nullable Path kubeconfig;

  @Option(names = "--strict", description = "Exit code 1 for warnings, too.")
  boolean strict;

  PlaybookCheckCommand(Shell shell) {
    super(shell);
  }

  /** A playbook that can be used. */
  record Checked(String name, int rules, List<String> mayAsk, String owner, String title) {}

  /** One thing that is told. */
  record Told(String severity, String file, int line, int column, String message, String hint) {
    static Told of(Finding finding) {
      Problem problem = finding.problem();
      return new Told(
          finding.severity().word(),
          problem.file(),
          problem.line(),
          problem.column(),
          problem.message(),
          problem.hint());
    }
  }

  /**
   * What a program reads.
   *
   * @param usable whether the playbooks can be loaded
   * @param playbooks those that were; none if they cannot
   */
  record Verdict(
      boolean usable, int errors, int warnings, List<Checked> playbooks, List<Told> problems) {}

  /** What an action needs and is not allowed. */
  @FunctionalInterface
  private interface Missing {
    List<String> of(List<Permission> needed);
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Path folder = directory == null ? configuration.playbooks() : directory;
    List<CalendarSpec> calendars = configuration.calendarSpecs(shell.zone());
    Optional<List<Rule>> known = KnownRules.of(shell, configuration, rules);
    PlaybookCompiler compiler = compiler(calendars, configuration);
    List<Finding> findings = new ArrayList<>();
    Collection<CompiledPlaybooks.Playbook> loaded = List.of();
    try {
      CompiledPlaybooks compiled =
          known.isPresent()
              ? compiler.load(folder, KnownRules.names(known.get()))
              : compiler.load(folder);
      loaded = compiled.playbooks().values();
      PlaybookLint lint =
          new PlaybookLint(
              calendars, known.map(PlaybookCheckCommand::known), shell.clock().instant());
      List<PlaybookText> texts = PlaybookText.readAll(folder, new ArrayList<>());
      texts.forEach(text -> findings.addAll(lint.findings(text)));
      findings.addAll(access(texts));
    } catch (PlaybookErrors e) {
      e.problems().forEach(problem -> findings.add(Finding.error(problem)));
    }
    return tell(loaded, findings.stream().distinct().sorted().toList());
  }

  @Override
  int show(CompiledPlaybooks playbooks, Path folder, Configuration configuration) {
    throw new IllegalStateException("check tells everything itself");
  }

  private static Map<String, KnownRule> known(List<Rule> rules) {
    Map<String, KnownRule> known = new TreeMap<>();
    for (Rule rule : rules) {
      Priority priority = Priority.valueOf(rule.priority().name());
      known.put(rule.name(), new KnownRule(rule.name(), priority, rule.tags(), rule.enabled()));
    }
    return known;
  }

  private List<Finding> access(List<PlaybookText> playbooks) throws IOException, UsageFailure {
    List<Finding> findings = new ArrayList<>();
    if (rbac != null) {
      Granted granted = Granted.of(Files.readString(rbac));
      if (granted.roles().isEmpty()) {
        throw new UsageFailure("there is no ClusterRole in " + rbac);
      }
      String who = String.join(", ", granted.roles());
      findings.addAll(access(playbooks, granted::missing, who, rbac.toString()));
    }
    if (kubeconfig != null) {
      ClusterConfig cluster = new ClusterConfig(kubeconfig, null, Practice.NEVER);
      try (ClusterConnection connection =
          ClusterConnection.open(
              cluster, shell.around(), shell.around().userHome(), shell.around().hostName())) {
        AccessQuestions questions = new AccessQuestions(connection.client());
        String who = "the cluster at " + connection.server();
        findings.addAll(access(playbooks, questions::forbidden, who, kubeconfig.toString()));
      }
    }
    return findings;
  }

  private List<Finding> access(
      List<PlaybookText> playbooks, Missing missing, String who, String file) {
    List<Finding> findings = new ArrayList<>();
    List<String> watching = missing.of(EngineAccess.WATCHING);
    if (!watching.isEmpty()) {
      findings.add(
          Finding.error(
              new Problem(
                  file,
                  0,
                  0,
                  who
                      + " does not allow what is needed to watch pods: "
                      + String.join(", ", watching),
                  role(),
                  "")));
    }
    Map<String, List<String>> byAction = new LinkedHashMap<>();
    for (ActionDescriptor action : ActionRegistry.standardDescriptors()) {
      if (playbooks.stream().anyMatch(one -> one.manifest().mayAsk().contains(action.id()))) {
        byAction.put(action.id(), missing.of(action.permissions()));
      }
    }
    for (PlaybookText playbook : playbooks) {
      for (String action : new TreeSet<>(playbook.manifest().mayAsk())) {
        List<String> lacks = byAction.getOrDefault(action, List.of());
        if (!lacks.isEmpty()) {
          findings.add(lacks(playbook, action, who, lacks));
        }
      }
    }
    return findings;
  }

  private Finding lacks(PlaybookText playbook, String action, String who, List<String> lacks) {
    int at = Math.max(playbook.yaml().text().indexOf(action), 0);
    String message = who + " does not allow what " + action + " needs: " + String.join(", ", lacks);
    return Finding.error(playbook.yaml().problem(at, message, role()));
  }

  private String role() {
    String of = directory == null ? "" : " " + Hints.quoted(directory.toString());
    return configured.hints().type("playbook rbac" + of) + " prints the ClusterRole";
  }

  private int tell(Collection<CompiledPlaybooks.Playbook> loaded, List<Finding> findings) {
    int errors = (int) findings.stream().filter(Finding::isError).count();
    int warnings = findings.size() - errors;
    List<Checked> checked = loaded.stream().map(PlaybookCheckCommand::checked).toList();
    if (output.isForPeople()) {
      text(checked, findings, errors, warnings);
    } else {
      List<Told> told = findings.stream().map(Told::of).toList();
      Verdict verdict = new Verdict(!checked.isEmpty(), errors, warnings, checked, told);
      shell.out().print(OutputOption.as(output.form, verdict));
    }
    shell.out().flush();
    return errors > 0 || (strict && warnings > 0) ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  private static Checked checked(CompiledPlaybooks.Playbook playbook) {
    return new Checked(
        playbook.name(),
        playbook.rules().size(),
        playbook.manifest().mayAsk(),
        playbook.manifest().owner(),
        playbook.manifest().title());
  }

  private void text(List<Checked> checked, List<Finding> findings, int errors, int warnings) {
    if (!checked.isEmpty()) {
      Table table = new Table("PLAYBOOK", "RULES", "MAY ASK", "OWNER", "TITLE");
      for (Checked playbook : checked) {
        table.add(
            Table.Cell.of(playbook.name()),
            Table.Cell.of(Integer.toString(playbook.rules())),
            Table.Cell.of(String.join(", ", playbook.mayAsk())),
            Table.Cell.of(playbook.owner()),
            Table.Cell.of(playbook.title()));
      }
      shell.out().print(table.render(shell.paint()));
    }
    for (Finding finding : findings) {
      String told = PlainText.lines(rendered(finding));
      Paint paint = shell.paint();
      shell.err().println(finding.isError() ? paint.red(told) : paint.yellow(told));
      shell.err().println();
    }
    String none = checked.isEmpty() ? "; no playbook was loaded" : "";
    if (!findings.isEmpty()) {
      shell.err().println(count(errors, "error") + ", " + count(warnings, "warning") + none);
      shell.err().flush();
    }
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String rendered(Finding finding) {
    Problem problem = finding.problem();
    return new Problem(
            problem.file(),
            problem.line(),
            problem.column(),
            finding.severity().word() + ": " + problem.message(),
            problem.hint(),
            problem.sourceLine())
        .render();
  }
}
