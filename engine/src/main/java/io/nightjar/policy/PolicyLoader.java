package io.nightjar.policy;

import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.origin.GitCheckout;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and checks rules and playbooks; touches nothing that is in force. */
public final class PolicyLoader {

  private static final String CACHE = "playbook-cache";

  /**
   * @throws RuleErrors with everything that is wrong in the rules
   * @throws PlaybookErrors with everything that is wrong in the playbooks
   */
  public Policy load(Configuration configuration) throws RuleErrors, PlaybookErrors {
    return load(configuration, null);
  }

  /**
   * The same; what is as it was in {@code before} is taken from there, the very object.
   *
   * @param before null for none
   */
  Policy load(Configuration configuration, @Nullable Policy before)
      throws RuleErrors, PlaybookErrors {
    String ruleFiles = FileContents.hash(configuration.rules());
    String playbookFiles = playbookFiles(configuration);
    RuleSet rules = rules(configuration, ruleFiles, before);
    Checked playbooks = playbooks(configuration, rules, playbookFiles, before);
    return new Policy(rules, playbooks.playbooks(), ruleFiles, playbookFiles, playbooks.idle());
  }

  /**
   * What they are checked against beside the rules belongs to it, the names of calendars; and what
   * is recorded with what they ask: commit and signature.
   */
  private static String playbookFiles(Configuration configuration) {
    return FileContents.hash(List.of(configuration.playbooks()))
        + GitCheckout.commitOf(configuration.playbooks())
        + configuration.playbookSettings().keys()
        + configuration.playbookSettings().only()
        + new TreeSet<>(configuration.calendars().keySet());
  }

  private record Checked(CompiledPlaybooks playbooks, List<String> idle) {}

  private static RuleSet rules(
      Configuration configuration, String ruleFiles, @Nullable Policy before) throws RuleErrors {
    return before != null
            && before.ruleFiles().equals(ruleFiles)
            && before.rules().settings().equals(configuration.ruleSettings())
        ? before.rules()
        : RuleLoader.load(configuration.rules(), configuration.ruleSettings());
  }

  private Checked playbooks(
      Configuration configuration, RuleSet rules, String playbookFiles, @Nullable Policy before)
      throws PlaybookErrors {
    Policy same = before != null && before.playbookFiles().equals(playbookFiles) ? before : null;
    Set<String> names = names(rules);
    if (same != null
        && (names.equals(names(same.rules()))
            || (same.idle().isEmpty() && names.containsAll(names(same.rules()))))) {
      return new Checked(same.playbooks(), same.idle());
    }
    Checked checked = check(configuration, names);
    // rules came or went, so they had to be checked again; nothing of them changed
    return same == null ? checked : new Checked(same.playbooks(), checked.idle());
  }

  /**
   * A playbook that waits for a rule that is not there is a mistake; but not where the rules are
   * Falco's, whose files were not written for these playbooks: then it only has nothing to do.
   */
  private Checked check(Configuration configuration, Set<String> names) throws PlaybookErrors {
    PlaybookCompiler compiler =
        new PlaybookCompiler(
                configuration.state().resolve(CACHE),
                configuration.playbookSettings().compiledAhead(),
                configuration.calendars().keySet(),
                configuration.playbookSettings().trust())
            .only(configuration.playbookSettings().only());
    try {
      return new Checked(compiler.load(configuration.playbooks(), names), List.of());
    } catch (PlaybookErrors e) {
      if (configuration.falco().rulesFiles().isEmpty()) {
        throw e;
      }
      try {
        return new Checked(compiler.load(configuration.playbooks()), idle(e));
      } catch (PlaybookErrors other) {
        e.addSuppressed(other);
        throw e;
      }
    }
  }

  private static List<String> idle(PlaybookErrors errors) {
    SortedMap<String, SortedSet<String>> byPlaybook = new TreeMap<>();
    for (Problem problem : errors.problems()) {
      String playbook = String.valueOf(Path.of(problem.file()).toAbsolutePath().getParent());
      int name = problem.message().indexOf('\'');
      byPlaybook
          .computeIfAbsent(
              playbook.substring(playbook.lastIndexOf('/') + 1), folder -> new TreeSet<>())
          .add(problem.message().substring(Math.max(name, 0)));
    }
    return byPlaybook.entrySet().stream()
        .map(
            each ->
                "playbook "
                    + each.getKey()
                    + " waits for rules that are not loaded: "
                    + String.join(", ", each.getValue()))
        .toList();
  }

  private static Set<String> names(RuleSet rules) {
    return rules.rules().stream().map(Rule::name).collect(Collectors.toSet());
  }
}
