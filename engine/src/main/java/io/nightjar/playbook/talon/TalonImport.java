package io.nightjar.playbook.talon;

import io.nightjar.playbook.PlaybookWords;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.talon.TalonActions.Translated;
import io.nightjar.playbook.talon.TalonRule.Action;
import io.nightjar.playbook.talon.TalonRule.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Playbooks that do what rules of Falco Talon do. Where one does not do exactly the same, it is
 * told; what cannot be said is left out and told with its reason, never weakened in silence.
 */
public final class TalonImport {
  private final TalonReader reader = new TalonReader();
  private final List<Told> told = new ArrayList<>();
  private final List<Playbook> playbooks = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** The conditions of rules after which Talon tries no other. */
  private final List<List<String>> stopped = new ArrayList<>();

  private final List<TalonMatch> stopping = new ArrayList<>();
  private String unknownStop = "";

  /** How much of it was taken over. */
  public enum Extent {
    /** Something that Talon did is done by no playbook. */
    LEFT_OUT,
    /** It is taken over, and differs in something. */
    DIFFERS
  }

  /**
   * Something that is told of a rule.
   *
   * @param action of the rule, or empty
   * @param line from 1
   */
  public record Told(
      Extent extent, String rule, String action, String file, int line, String why) {}

  /** A playbook's folder: text by path within it. */
  public record Playbook(String name, String rule, Map<String, String> files) {
    public Playbook {
      files = Map.copyOf(files);
    }
  }

  /** Adds a file; later ones are laid over earlier ones. */
  public void read(String file, String yaml) {
    reader.read(file, yaml);
  }

  /** What in the files is no rule and no action at all. */
  public List<Problem> problems() {
    return List.copyOf(reader.problems());
  }

  /** Once everything was read. */
  public void translate() {
    reader.rules().forEach(this::rule);
  }

  public List<Playbook> playbooks() {
    return List.copyOf(playbooks);
  }

  public List<Told> told() {
    return List.copyOf(told);
  }

  private void rule(TalonRule rule) {
    List<String> conditions;
    List<Sample> samples;
    try {
      conditions = rule.match().conditions();
      samples = rule.match().samples();
    } catch (Untranslatable e) {
      leftOut(rule, "", rule.place(), e.why());
      if (rule.goesOn().equals("false")) {
        unknownStop = rule.name();
      }
      return;
    }
    if (!unknownStop.isEmpty()) {
      leftOut(
          rule,
          "",
          rule.place(),
          "Talon tries it only after '" + unknownStop + "', which could not be translated");
    } else {
      playbook(rule, conditions, samples);
    }
    if (rule.goesOn().equals("false")) {
      stopped.add(conditions);
      stopping.add(rule.match());
    }
  }

  private void playbook(TalonRule rule, List<String> conditions, List<Sample> samples) {
    List<Translated> actions = new ArrayList<>();
    boolean goesOn = true;
    for (Action action : rule.actions()) {
      if (!goesOn) {
        leftOut(rule, action.name(), action.place(), "Talon stops before it; see continue");
        continue;
      }
      try {
        Translated translated = TalonActions.of(action);
        translated.notes().forEach(note -> differs(rule, action.name(), action.place(), note));
        actions.add(translated);
      } catch (Untranslatable e) {
        leftOut(rule, action.name(), action.place(), action.actionner() + ": " + e.why());
      }
      goesOn = TalonActions.goesOn(action);
    }
    if (!rule.notifiers().isEmpty()) {
      leftOut(
          rule,
          "",
          rule.place(),
          "notifiers " + rule.notifiers() + ": who is told is said once, in the configuration");
    }
    if (actions.isEmpty()) {
      if (rule.actions().isEmpty()) {
        leftOut(rule, "", rule.place(), "it has no actions");
      }
      return;
    }
    Sample sample = uncaught(samples);
    if (sample == null) {
      leftOut(rule, "", rule.place(), "Talon never comes to it: a rule before it stops");
      return;
    }
    List<String> all = new ArrayList<>(conditions);
    stopped.forEach(before -> all.add("!( " + String.join(" && ", before) + " )"));
    String name = name(rule.name());
    ImportedPlaybook imported = new ImportedPlaybook(name, rule, all, actions, sample);
    playbooks.add(new Playbook(name, rule.name(), imported.files()));
  }

  /** An event that comes to this rule; null where none does. */
  private @Nullable Sample uncaught(List<Sample> samples) {
    for (Sample sample : samples) {
      try {
        boolean caught = false;
        for (TalonMatch before : stopping) {
          caught |= before.takes(sample);
        }
        if (!caught) {
          return sample;
        }
      } catch (Untranslatable e) {
        throw new IllegalStateException("it was translated before", e);
      }
    }
    return null;
  }

  private void leftOut(TalonRule rule, String action, Place place, String why) {
    told.add(new Told(Extent.LEFT_OUT, rule.name(), action, place.file(), place.line(), why));
  }

  private void differs(TalonRule rule, String action, Place place, String why) {
    told.add(new Told(Extent.DIFFERS, rule.name(), action, place.file(), place.line(), why));
  }

  /** A folder's name that is not taken yet. */
  private String name(String rule) {
    String slug =
        rule.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
    String base = slug.isEmpty() ? "rule" : slug.substring(0, Math.min(slug.length(), 50));
    base = base.replaceAll("-+$", "");
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + i;
    }
    if (!PlaybookWords.isName(name)) {
      throw new IllegalStateException("no name of a playbook: " + name);
    }
    return name;
  }
}
