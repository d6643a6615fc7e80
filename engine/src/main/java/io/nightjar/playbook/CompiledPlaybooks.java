package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Look;
import io.nightjar.respond.Edition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.conf.EventProcessingOption;

/** Checked and compiled playbooks, ready for any number of sessions; immutable, thread safe. */
public final class CompiledPlaybooks {
  private final Map<String, Playbook> playbooks;
  private final Map<String, Model> models;
  private final String digest;
  private final Made made;
  private @Nullable KieBase knowledge;

  /**
   * One playbook.
   *
   * @param name of its folder
   * @param manifest what its {@code playbook.yaml} says
   * @param rules names of its DRL rules
   * @param calendars names of the calendars that they use
   * @param looks what each rule looks at
   * @param edition what exactly it is, and its own stage
   */
  public record Playbook(
      String name,
      Manifest manifest,
      List<String> rules,
      List<String> calendars,
      List<Look> looks,
      Edition edition) {
    public Playbook {
      rules = List.copyOf(rules);
      calendars = List.copyOf(calendars);
      looks = List.copyOf(looks);
    }

    private Playbook onlyRules(Predicate<Look> wanted) {
      List<String> names = new ArrayList<>();
      List<Look> some = new ArrayList<>();
      for (int i = 0; i < rules.size(); i++) {
        if (wanted.test(looks.get(i))) {
          names.add(rules.get(i));
          some.add(looks.get(i));
        }
      }
      return new Playbook(name, manifest, names, calendars, some, edition);
    }
  }

  /**
   * @param models Drools' form of each playbook, by its name
   * @param digest hash of everything that went into the classes
   */
  CompiledPlaybooks(
      Collection<Playbook> playbooks, Map<String, Model> models, String digest, Made made) {
    Map<String, Playbook> byName = new TreeMap<>();
    playbooks.forEach(playbook -> byName.put(playbook.name(), playbook));
    this.playbooks = Collections.unmodifiableMap(byName);
    this.models = Collections.unmodifiableMap(new TreeMap<>(models));
    this.digest = digest;
    this.made = made;
  }

  /** By name, sorted. */
  public Map<String, Playbook> playbooks() {
    return playbooks;
  }

  public Set<String> names() {
    return playbooks.keySet();
  }

  /** Of a playbook that takes part; {@link Edition#UNKNOWN} of another. */
  public Edition edition(String name) {
    Playbook playbook = playbooks.get(name);
    return playbook == null ? Edition.UNKNOWN : playbook.edition();
  }

  /** Why some only run as drafts, by name. */
  public SortedMap<String, String> distrusted() {
    SortedMap<String, String> found = new TreeMap<>();
    for (Playbook playbook : playbooks.values()) {
      if (!playbook.edition().trusted()) {
        found.put(playbook.name(), "runs as a draft: " + playbook.edition().why());
      }
    }
    return found;
  }

  /** Equal digests decide equally. */
  public String digest() {
    return digest;
  }

  /** Whether the classes were found compiled. */
  public boolean fromCache() {
    return made != Made.COMPILED;
  }

  /** How they came to be. */
  public Made made() {
    return made;
  }

  /**
   * Whether a playbook looks at detections of a rule, by its name; others change no decision.
   * Answers any thread.
   */
  public Predicate<String> looksAt() {
    Interest.Table interests = new Interest.Table(this);
    return rule -> !interests.apply(rule).isNone();
  }

  /** One playbook alone, for its cases. */
  public CompiledPlaybooks only(String name) {
    Playbook playbook = playbooks.get(name);
    Model model = models.get(name);
    if (playbook == null || model == null) {
      throw new IllegalArgumentException("no playbook is called '" + name + "'");
    }
    return new CompiledPlaybooks(List.of(playbook), Map.of(name, model), digest, made);
  }

  /** The same without one playbook. */
  CompiledPlaybooks without(String name) {
    Map<String, Playbook> rest = new TreeMap<>(playbooks);
    Map<String, Model> restModels = new TreeMap<>(models);
    rest.remove(name);
    restModels.remove(name);
    return new CompiledPlaybooks(rest.values(), restModels, digest, made);
  }

  /** Their rules that may join facts about different workloads, and those alone. */
  public CompiledPlaybooks across() {
    return onlyRules(Look::across);
  }

  /** Their rules that look at one workload at a time, and those alone. */
  public CompiledPlaybooks within() {
    return onlyRules(look -> !look.across());
  }

  private CompiledPlaybooks onlyRules(Predicate<Look> wanted) {
    List<Playbook> some = new ArrayList<>();
    Map<String, Model> someModels = new TreeMap<>();
    for (Playbook playbook : playbooks.values()) {
      Playbook less = playbook.onlyRules(wanted);
      Model model = models.get(playbook.name());
      if (!less.rules().isEmpty() && model != null) {
        some.add(less);
        someModels.put(less.name(), new SomeRules(model, Set.copyOf(less.rules())));
      }
    }
    return new CompiledPlaybooks(some, someModels, digest, made);
  }

  static String ruleKey(String playbook, String rule) {
    return playbook + "\n" + rule;
  }

  /** The rules that ask because nothing has come, as {@link #ruleKey}. */
  Set<String> waitingRules() {
    Set<String> waiting = new HashSet<>();
    for (Playbook playbook : playbooks.values()) {
      for (int i = 0; i < playbook.rules().size(); i++) {
        if (playbook.looks().get(i).waits()) {
          waiting.add(ruleKey(playbook.name(), playbook.rules().get(i)));
        }
      }
    }
    return waiting;
  }

  /** Whether a rule looks at facts of that type. */
  boolean lookAt(String factType) {
    return looks().anyMatch(look -> look.facts().contains(factType));
  }

  /** Of the calendars whose beginning a rule looks at. */
  Set<String> openings(Set<String> calendars) {
    Set<String> named =
        looks().flatMap(look -> look.openings().stream()).collect(Collectors.toSet());
    return named.contains(Look.EVERY) ? calendars : named;
  }

  /** The names of rules whose detections one of them looks at. */
  public Set<String> rulesNamed() {
    return looks().flatMap(look -> look.rules().stream()).collect(Collectors.toUnmodifiableSet());
  }

  /** What every rule looks at. */
  Stream<Look> looks() {
    return playbooks.values().stream().flatMap(playbook -> playbook.looks().stream());
  }

  boolean isEmpty() {
    return models.isEmpty();
  }

  synchronized KieBase knowledge() {
    KieBase built = knowledge;
    if (built == null) {
      built = KieBaseBuilder.createKieBaseFromModel(models.values(), EventProcessingOption.STREAM);
      knowledge = built;
    }
    return built;
  }
}
