package io.nightjar.rules.coverage;

import io.nightjar.rules.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which techniques of a matrix the enabled ones of some rules tell of, by their tags.
 *
 * @param beyond techniques that are tagged and not in the matrix, by id
 */
public record Coverage(
    String matrix, String version, int rules, List<Tactic> tactics, List<Technique> beyond) {
  private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");

  /** A tactic of the matrix. */
  public record Tactic(String id, String name, List<Technique> techniques) {}

  /**
   * A technique.
   *
   * @param rules names of the rules that tell of it or of a part of it; empty if none does
   * @param limits what of it they do not see; empty beyond the matrix
   */
  public record Technique(String id, String name, List<String> rules, String limits) {
    public boolean covered() {
      return !rules.isEmpty();
    }
  }

  public static Coverage of(AttackMatrix matrix, Collection<Rule> rules) {
    List<Rule> enabled = rules.stream().filter(Rule::enabled).toList();
    SortedMap<String, List<String>> byTag = new TreeMap<>();
    for (Rule rule : enabled) {
      rule.tags().stream()
          .filter(tag -> TECHNIQUE.matcher(tag).matches())
          .forEach(tag -> byTag.computeIfAbsent(tag, t -> new ArrayList<>()).add(rule.name()));
    }
    List<Tactic> tactics = new ArrayList<>();
    Set<String> inMatrix = new HashSet<>();
    for (AttackMatrix.Tactic tactic : matrix.tactics()) {
      List<Technique> techniques = new ArrayList<>();
      for (AttackMatrix.Technique one : tactic.techniques()) {
        inMatrix.add(one.id());
        techniques.add(
            new Technique(one.id(), one.name(), rulesFor(one.id(), byTag), one.limits()));
      }
      tactics.add(new Tactic(tactic.id(), tactic.name(), List.copyOf(techniques)));
    }
    List<Technique> beyond = new ArrayList<>();
    byTag.forEach(
        (id, names) -> {
          if (!inMatrix.contains(id)) {
            String name = matrix.beyond().getOrDefault(id, "");
            beyond.add(new Technique(id, name, List.copyOf(new TreeSet<>(names)), ""));
          }
        });
    return new Coverage(
        matrix.name(), matrix.version(), enabled.size(), List.copyOf(tactics), beyond);
  }

  /** Those tagged with the technique, or with a part of it where the matrix names the whole. */
  private static List<String> rulesFor(String id, SortedMap<String, List<String>> byTag) {
    TreeSet<String> names = new TreeSet<>();
    byTag.forEach(
        (tag, tagged) -> {
          if (tag.equals(id) || tag.startsWith(id + ".")) {
            names.addAll(tagged);
          }
        });
    return List.copyOf(names);
  }

  /** How many different techniques the matrix has. */
  public int techniques() {
    return ids(false).size();
  }

  /** How many of them a rule tells of. */
  public int covered() {
    return ids(true).size();
  }

  private Set<String> ids(boolean coveredOnly) {
    Set<String> ids = new TreeSet<>();
    for (Tactic tactic : tactics) {
      for (Technique technique : tactic.techniques()) {
        if (technique.covered() || !coveredOnly) {
          ids.add(technique.id());
        }
      }
    }
    return ids;
  }
}
