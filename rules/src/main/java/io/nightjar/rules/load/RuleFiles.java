package io.nightjar.rules.load;

import io.nightjar.driver.EventType;
import io.nightjar.driver.ExecDenial;
import io.nightjar.rules.OutputAddition;
import io.nightjar.rules.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.compile.Condition;
import io.nightjar.rules.compile.ConditionCompiler;
import io.nightjar.rules.compile.EventTypes;
import io.nightjar.rules.compile.Plan;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.Entries.RuleEntry;
import io.nightjar.rules.output.OutputAdditions;
import io.nightjar.rules.output.OutputCompiler;
import io.nightjar.rules.output.OutputFormat;
import io.nightjar.rules.pushdown.Derivation;
import io.nightjar.rules.pushdown.Enforcement;
import io.nightjar.rules.pushdown.Pushdown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The whole way from the texts of files to rules: read, define, resolve, compile. */
public final class RuleFiles {
  private static final long STACK_BYTES = 64L << 20;

  private final RuleSettings settings;
  private final Problems problems = new Problems();
  private final Entries entries = new Entries();
  private final ConditionCompiler compiler = new ConditionCompiler(RuleSource.SYSCALL);
  private final ConditionCompiler auditCompiler = new ConditionCompiler(RuleSource.K8S_AUDIT);
  private final Derivation derivation = new Derivation();

  private RuleFiles(RuleSettings settings) {
    this.settings = settings;
  }

  /** What a load gives. */
  public record Loaded(List<Rule> rules, List<Problem> warnings, Plan plan) {}

  /**
   * Loads the files in their order, or throws everything that is wrong in them. Works on a thread
   * of its own, whose stack holds the deepest condition that is allowed.
   */
  public static Loaded load(List<SourceFile> files, RuleSettings settings) throws RuleErrors {
    FutureTask<Loaded> task = new FutureTask<>(() -> new RuleFiles(settings).load(files));
    new Thread(null, task, "rule-loader", STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuleErrors errors) {
        throw errors;
      }
      throw new IllegalStateException("loading the rules failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the rules were loaded", e);
    }
  }

  private Loaded load(List<SourceFile> files) throws RuleErrors {
    Definitions definitions = new Definitions(entries, problems);
    for (SourceFile file : files) {
      YamlReader.read(file, problems).forEach(definitions::apply);
    }
    Conditions conditions = new Conditions(entries, problems);
    List<Rule> rules = new ArrayList<>();
    List<RuleEntry> ordered = new ArrayList<>(entries.rules.values());
    ordered.sort(Comparator.comparingInt(entry -> entry.index));
    for (RuleEntry entry : ordered) {
      Rule rule = compile(entry, conditions);
      if (rule != null) {
        rules.add(rule);
      }
    }
    List<String> names = files.stream().map(SourceFile::name).toList();
    if (problems.failed()) {
      throw new RuleErrors(problems.byPlace(names));
    }
    return new Loaded(rules, problems.byPlace(names), plan(rules));
  }

  private Plan plan(List<Rule> rules) {
    List<Plan.Entry> entries = new ArrayList<>();
    List<Plan.Entry> auditEntries = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.enabled()) {
        boolean audit = rule.source().equals(RuleSource.K8S_AUDIT.symbol());
        (audit ? auditEntries : entries).add(new Plan.Entry(i, rule.tree(), rule.eventTypes()));
      }
    }
    return Plan.of(entries, compiler, auditEntries, auditCompiler);
  }

  private @Nullable Rule compile(RuleEntry entry, Conditions conditions) {
    RuleSource source = RuleSource.of(entry.source);
    if (source == null) {
      problems.add(
          entry.at.warning(
              "the rule is left out: there is no event source '" + entry.source + "'", null));
      return null;
    }
    Expression tree = conditions.ofRule(new ExceptionText(problems).conditionWithExceptions(entry));
    if (tree == null) {
      return null;
    }
    Problems found = new Problems();
    boolean audit = source == RuleSource.K8S_AUDIT;
    Condition condition = (audit ? auditCompiler : compiler).compile(tree, found);
    if (!audit) {
      EventTypes.checkNames(tree, found);
    }
    List<OutputAddition> additions = settings.additionsFor(entry.name, entry.source, entry.tags);
    boolean suggested =
        settings.suggestedOutput() || additions.stream().anyMatch(OutputAddition::suggested);
    OutputFormat output =
        OutputAdditions.append(
            OutputCompiler.compile(OldOutput.clean(entry.output, found), suggested, source, found),
            additions,
            source,
            found);
    if (found.failed() && entry.skipIfUnknownFilter) {
      Problem first =
          found.all().stream()
              .filter(p -> p.severity() == Problem.Severity.ERROR)
              .findFirst()
              .orElseThrow();
      problems.add(entry.at.warning("the rule is left out: " + first.message(), null));
      return null;
    }
    found.all().forEach(problems::add);
    if (condition == null || output == null) {
      return null;
    }
    return rule(entry, audit ? Set.of() : typesOf(entry, tree), tree, output);
  }

  private Set<EventType> typesOf(RuleEntry entry, Expression tree) {
    Set<EventType> types = EventTypes.of(tree);
    warnOfTypes(entry, types);
    return types;
  }

  private Rule rule(RuleEntry entry, Set<EventType> types, Expression tree, OutputFormat output) {
    Location at = entry.at;
    int line = at.error("").line();
    return new Rule(
        entry.name,
        entry.description.strip(),
        entry.priority,
        entry.source,
        entry.tags,
        at.file().name(),
        line,
        settings.evaluates(entry.name, entry.tags, entry.priority, entry.enabled),
        types,
        new Pushdown(tree, derivation.filter(tree, types), denial(entry, tree, types)),
        output);
  }

  private @Nullable ExecDenial denial(RuleEntry entry, Expression tree, Set<EventType> types) {
    Location killAt = entry.killAt;
    if (killAt == null) {
      return null;
    }
    return switch (Enforcement.of(tree, types)) {
      case Enforcement.Possible possible -> possible.denial(entry.name);
      case Enforcement.Impossible impossible -> {
        problems.add(
            killAt.error(
                "the kernel cannot enforce this rule: " + impossible.why(), impossible.hint()));
        yield null;
      }
    };
  }

  private void warnOfTypes(RuleEntry entry, Set<EventType> types) {
    if (!entry.warnEventTypes) {
      return;
    }
    if (types.isEmpty()) {
      problems.add(
          entry.at.warning(
              "the rule can never match: this driver sends none of its event types", null));
    } else if (types.size() == EventType.values().length) {
      problems.add(
          entry.at.warning(
              "the condition names no event type, so it is judged for every event",
              "begin it with evt.type = …"));
    }
  }
}
