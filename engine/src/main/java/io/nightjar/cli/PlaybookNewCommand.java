package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.author.Quoted;
import io.nightjar.playbook.author.Scaffold;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Suggestion;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import io.nightjar.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook new}. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Begins a playbook: its rules, its manifest and cases, which pass check and test as they"
          + " are.",
      "Nothing that is there is overwritten."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar playbook new shell-in-shop",
      "  nightjar playbook new miner --rule \"Detect crypto miners using the Stratum protocol\""
          + " --action process:kill",
    })
final class PlaybookNewCommand implements Callable<Integer> {
  private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final int LOOKS = 48 * 14;

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "NAME",
      description = "Name of the playbook and its folder: lower-case letters, digits and dashes.")
  String name = "";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where its folder is made; default: the configured playbooks.")
  @Nullable Path directory;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "The rule whose detections it answers; default: ${DEFAULT-VALUE}.")
  String rule = "Terminal shell in container";

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "Rule files and folders that the rule stands in; default: the configured ones.")
  List<Path> rules = new ArrayList<>();

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description = "What it asks for; default: ${DEFAULT-VALUE}.")
  String action = "kubernetes:isolate-pod";

  PlaybookNewCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    if (!PlaybookWords.isName(name)) {
      throw new UsageFailure(
          "\""
              + name
              + "\" is not the name of a playbook: lower-case letters, digits and dashes, such as"
              + " shell-in-container");
    }
    Path parent = directory == null ? configuration.playbooks() : directory;
    Path folder = parent.resolve(name);
    if (Files.exists(folder)) {
      throw new UsageFailure(folder + " is there already; it is left as it is");
    }
    AskMethod method = method();
    Calendars calendars = calendars(configuration);
    Scaffold scaffold =
        new Scaffold(
            name,
            rule,
            checkedRule(configuration),
            method,
            descriptor(method),
            time(calendars, "night", "day"),
            time(calendars, "day", "night"),
            schemas(folder));
    write(folder, scaffold.files());
    return ExitCode.OK;
  }

  private void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      shell.out().println(PlainText.of(path.toString()));
    }
    String parent = Hints.quoted(String.valueOf(folder.getParent()));
    Hints hints = configured.hints();
    String test = hints.type("playbook test " + parent + " --playbook " + name);
    shell.out().println();
    shell.out().println("next: " + PlainText.of(hints.type("playbook check " + parent)));
    shell.out().println("      " + PlainText.of(test));
    shell.out().flush();
  }

  /** Answers another rule, for the case in which nothing is asked. */
  private String checkedRule(Configuration configuration) throws Exception {
    if (!Quoted.isPlain(rule) || rule.contains("\\u")) {
      throw new UsageFailure("the name of the rule holds characters that a playbook cannot hold");
    }
    Optional<List<Rule>> known = KnownRules.of(shell, configuration, rules);
    TreeSet<String> names =
        new TreeSet<>(known.map(KnownRules::names).orElseGet(() -> Set.of(rule)));
    names.addAll(PlaybookWords.rulesOfItself());
    if (!names.contains(rule)) {
      throw new UsageFailure(
          "no rule of the ruleset is called \"" + rule + "\"; " + Suggestion.hint(rule, names));
    }
    names.remove(rule);
    String familiar = "Read sensitive file untrusted";
    return names.contains(familiar) ? familiar : names.first();
  }

  private AskMethod method() throws UsageFailure {
    Map<String, AskMethod> byAction = new TreeMap<>();
    PlaybookWords.vocabulary()
        .asks()
        .values()
        .forEach(method -> byAction.put(method.actionId(), method));
    AskMethod method = byAction.get(action);
    if (method == null) {
      throw new UsageFailure(
          "playbooks cannot ask for \""
              + action
              + "\"; "
              + Suggestion.hint(action, byAction.keySet()));
    }
    return method;
  }

  private static ActionDescriptor descriptor(AskMethod method) throws UsageFailure {
    return ActionsCommand.action(method.actionId(), ActionRegistry.standardDescriptors());
  }

  /** As {@code playbook test} takes them: in UTC. */
  private Calendars calendars(Configuration configuration) {
    return new Calendars(
        configuration.calendarSpecs(shell.zone()).stream()
            .map(spec -> new CalendarSpec(spec.name(), ZoneOffset.UTC, spec.rule()))
            .toList());
  }

  private static Instant time(Calendars calendars, String on, String off) throws UsageFailure {
    Instant time = BEGIN;
    for (int i = 0; i < LOOKS; i++) {
      if (calendars.includes(on, time) && !calendars.includes(off, time)) {
        return time;
      }
      time = time.plus(HALF_AN_HOUR);
    }
    throw new UsageFailure("the calendar " + on + " is never on while " + off + " is off");
  }

  /** Relative, so that it stays true where the whole is checked out; empty where there are none. */
  private String schemas(Path folder) {
    Path home = shell.around().home();
    Path schemas = home.resolve("docs/schemas");
    Path absolute = folder.toAbsolutePath().normalize();
    return Files.isDirectory(schemas) && absolute.startsWith(home)
        ? absolute.relativize(schemas).toString()
        : "";
  }
}
