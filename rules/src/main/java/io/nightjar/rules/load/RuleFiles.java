package io.nightjar.rules.load;

import io.nightjar.driver.EventType;
import io.nightjar.rules.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.compile.Condition;
import io.nightjar.rules.compile.ConditionCompiler;
import io.nightjar.rules.compile.EventTypes;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.Entries.RuleEntry;
import io.nightjar.rules.output.OutputCompiler;
import io.nightjar.rules.output.OutputFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The whole way from the texts of files to rules: read, define, resolve, compile. */
public final class RuleFiles {
  private static final String SOURCE = "syscall";
  private static final long STACK_BYTES = 64L << 20;

  private final RuleSettings settings;
  private final Problems problems = new Problems();
  private final Entries entries = new Entries();
  private final ConditionCompiler compiler = new ConditionCompiler();

  private RuleFiles(RuleSettings settings) {
    this.settings = settings;
  }

  /** What a load gives. */
  public record Loaded(List<Rule> rules, List<Problem> warnings, int decisionSlots) {}

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
    if (problems.failed()) {
      throw new RuleErrors(problems.byPlace(files.stream().map(SourceFile::name).toList()));
    }
    return new Loaded(rules, problems.warnings(), compiler.decisionSlots());
  }

  private @Nullable Rule compile(RuleEntry entry, Conditions conditions) {
    if (!entry.source.equals(SOURCE)) {
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
    Condition condition = compiler.compile(tree, found);
    EventTypes.checkNames(tree, found);
    OutputFormat output = OutputCompiler.compile(entry.output, settings.suggestedOutput(), found);
    if (found.failed() && entry.skipIfUnknownFilter) {
      Problem first = found.all().get(0);
      problems.add(entry.at.warning("the rule is left out: " + first.message(), null));
      return null;
    }
    found.all().forEach(problems::add);
    if (condition == null || output == null) {
      return null;
    }
    return rule(entry, tree, condition, output);
  }

  private Rule rule(RuleEntry entry, Expression tree, Condition condition, OutputFormat output) {
    Set<EventType> types = EventTypes.of(tree);
    warnOfTypes(entry, types);
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
        entry.enabled && entry.priority.atLeast(settings.minimumPriority()),
        types,
        condition,
        output);
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
