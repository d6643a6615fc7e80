package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.compile.Hindsight;
import io.nightjar.rules.field.RuleSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the detections of the past by several other rule sets at once. That a detection was raised
 * says that the condition of its rule held; what another rule set has beside it is judged by what
 * the detection kept. One thread.
 */
final class BackTest {
  private static final int TOLD = 20;
  private static final int PLACES = 16;

  private final Map<String, Rule> rules = new HashMap<>();
  private final Map<String, List<Changed>> changed = new HashMap<>();
  private final People people;
  private final List<Tally> tallies = new ArrayList<>();
  private final Map<BitSet, Long> together = new HashMap<>();
  private final Map<Integer, List<BitSet>> responses = new HashMap<>();

  /**
   * What became of a rule.
   *
   * @param change in which of the rule sets
   * @param condition null where the rule is gone or switched off
   */
  private record Changed(int change, @Nullable Hindsight condition) {}

  /** What one of the rule sets did. */
  private static final class Tally {
    private long silenced;
    private long unjudged;
    private final Map<Effect.Which, Long> which = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
  }

  BackTest(RuleSet before, List<RuleSet> after, People people) {
    this.people = people;
    for (Rule rule : before.rules()) {
      if (rule.enabled()) {
        rules.put(rule.name(), rule);
      }
    }
    for (int i = 0; i < after.size(); i++) {
      tallies.add(new Tally());
      compare(after.get(i), i);
    }
  }

  private void compare(RuleSet after, int change) {
    Map<String, Rule> others = new HashMap<>();
    after.rules().forEach(rule -> others.put(rule.name(), rule));
    for (Rule rule : rules.values()) {
      Rule other = others.get(rule.name());
      RuleSource source = RuleSource.of(rule.source());
      if (other == null || !other.enabled() || source == null) {
        changed(rule).add(new Changed(change, null));
      } else if (!Hindsight.key(other.tree()).equals(Hindsight.key(rule.tree()))) {
        Hindsight condition = Hindsight.knowing(rule.tree(), other.tree(), source);
        changed(rule).add(new Changed(change, condition));
      }
    }
  }

  private List<Changed> changed(Rule rule) {
    return changed.computeIfAbsent(rule.name(), name -> new ArrayList<>());
  }

  /** The rules that any of the rule sets changes. */
  Set<String> rules() {
    return changed.keySet();
  }

  void add(Detection detection) {
    Rule rule = rules.get(detection.rule());
    if (rule == null) {
      return;
    }
    DetectionFields fields = new DetectionFields(detection, rule.output().keys());
    BitSet silencing = new BitSet();
    for (Changed one : changed.getOrDefault(rule.name(), List.of())) {
      Hindsight condition = one.condition;
      Hindsight.Answer answer =
          condition == null ? Hindsight.Answer.FAILS : condition.judge(fields);
      Tally tally = tallies.get(one.change);
      switch (answer) {
        case HOLDS -> {}
        case UNKNOWN -> tally.unjudged++;
        case FAILS -> {
          silencing.set(one.change);
          silence(tally, detection);
        }
      }
    }
    if (!silencing.isEmpty()) {
      together.merge(silencing, 1L, Long::sum);
    }
    for (People.Asked asked : people.of(detection.id())) {
      responses.computeIfAbsent(asked.number(), number -> new ArrayList<>(1)).add(silencing);
    }
  }

  private static void silence(Tally tally, Detection detection) {
    tally.silenced++;
    GroupKey key = GroupKey.of(detection);
    String where = key.namespace().isEmpty() ? detection.node() : key.namespace();
    String image = key.image().isEmpty() ? "" : " " + key.image();
    Effect.Which which = new Effect.Which(key.rule(), where + image, key.lineage(), 0);
    Effect.Which others = new Effect.Which("others", "", "", 0);
    boolean room = tally.which.size() < TOLD || tally.which.containsKey(which);
    tally.which.merge(room ? which : others, 1L, Long::sum);
    Place place = Place.of(detection);
    boolean known = tally.places.stream().anyMatch(place::isLike);
    if (!known && !detection.containerId().isEmpty() && tally.places.size() < PLACES) {
      tally.places.add(place);
    }
  }

  /** Where detections were silenced, a few. */
  List<Place> places(int change) {
    return List.copyOf(tallies.get(change).places);
  }

  Effect effect(int change) {
    Tally tally = tallies.get(change);
    BitSet only = new BitSet();
    only.set(change);
    return effect(tally.silenced, tally.unjudged, which(tally.which), only);
  }

  /** What several of the rule sets do together, each with what it has beside the others. */
  Effect together(BitSet changes) {
    long silenced = 0;
    for (Map.Entry<BitSet, Long> some : together.entrySet()) {
      silenced += some.getKey().intersects(changes) ? some.getValue() : 0;
    }
    long unjudged = changes.stream().mapToLong(change -> tallies.get(change).unjudged).sum();
    return effect(silenced, unjudged, List.of(), changes);
  }

  private Effect effect(long silenced, long unjudged, List<Effect.Which> which, BitSet changes) {
    List<Effect.Gone> gone = new ArrayList<>();
    int partly = 0;
    for (People.Asked asked : people.all()) {
      List<BitSet> seen = responses.getOrDefault(asked.number(), List.of());
      long silent = seen.stream().filter(one -> one.intersects(changes)).count();
      if (silent > 0 && silent == asked.detections().size()) {
        gone.add(gone(asked));
      } else if (silent > 0) {
        partly++;
      }
    }
    return new Effect(silenced, unjudged, which, gone, partly, List.of(), List.of());
  }

  private static Effect.Gone gone(People.Asked asked) {
    boolean said = asked.word() != People.Word.NONE;
    return new Effect.Gone(
        asked.id(),
        asked.playbook(),
        asked.action(),
        asked.state().words(),
        said ? asked.word().name().toLowerCase(Locale.ROOT) : "",
        asked.who());
  }

  private static List<Effect.Which> which(Map<Effect.Which, Long> counts) {
    return counts.entrySet().stream()
        .map(
            one ->
                new Effect.Which(
                    one.getKey().rule(),
                    one.getKey().where(),
                    one.getKey().lineage(),
                    one.getValue()))
        .sorted(
            Comparator.comparingLong(Effect.Which::detections)
                .reversed()
                .thenComparing(Effect.Which::rule)
                .thenComparing(Effect.Which::where)
                .thenComparing(Effect.Which::lineage))
        .toList();
  }
}
