package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.RuleCase;
import io.nightjar.rules.compile.Hindsight;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import io.nightjar.tune.Proposal.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a window of the journal, finds what is noise in it, and tries exceptions on it. Reads the
 * window once to group it and, where there is something to try, once more. One thread.
 */
public final class Tuning {
  private static final int GROUPS = 2_000;
  private static final int NOISY = 50;
  private static final int RARE = 20;
  private static final int RARE_TIMES = 3;

  private static final Comparator<Group> NOISIEST_FIRST =
      Comparator.<Group>comparingInt(group -> group.noise().score().points())
          .reversed()
          .thenComparing(Comparator.comparingLong(Group::count).reversed())
          .thenComparing(Group::key, GroupKey.ORDER);

  private final Reads reads;
  private final Window window;
  private final List<SourceFile> files;
  private final RuleSet rules;
  private final List<RuleCase> cases;
  private final Map<String, Rule> byName = new HashMap<>();

  /**
   * @param files that the rules were loaded from
   * @param cases of the rules
   */
  public Tuning(
      Reads reads, Window window, List<SourceFile> files, RuleSet rules, List<RuleCase> cases) {
    this.reads = reads;
    this.window = window;
    this.files = List.copyOf(files);
    this.rules = rules;
    this.cases = List.copyOf(cases);
    rules.rules().forEach(rule -> byName.put(rule.name(), rule));
  }

  /**
   * Finds noise and proposes exceptions.
   *
   * @throws io.nightjar.store.StoreException when the store cannot be read
   */
  public Report propose(Limits limits) {
    JournalReader journal = JournalReader.open(reads, window);
    Instant earliest = journal.extent().earliest();
    Window held = earliest == null ? window : window.from(earliest);
    People people = People.read(reads, window);
    Groups groups = new Groups(held, people, GROUPS);
    Sorting sorting = new Sorting(groups);
    journal.each(json -> true, sorting);
    List<Group> found = groups.all();
    KnownAttacks attacks = new KnownAttacks(rules, cases);
    List<Tried> tried = new ArrayList<>();
    for (Group group : noisy(found, limits)) {
      tried.add(attacked(new Proposer(limits).propose(group, rule(group)), group, attacks));
    }
    BackTest past = past(journal, tried.stream().map(Tried::rules).toList(), people);
    List<Proposal> proposals = new ArrayList<>();
    BitSet together = new BitSet();
    for (int i = 0; i < tried.size(); i++) {
      Proposal proposal = judged(tried.get(i), past.effect(i));
      together.set(i, proposal.standing() == Standing.PROPOSED);
      proposals.add(proposal);
    }
    proposals.sort(Comparator.comparing(Proposal::standing));
    Seen seen =
        new Seen(
            window.from(),
            window.to(),
            earliest,
            journal.extent().detections(),
            sorting.counted,
            sorting.silent,
            journal.unreadable(),
            groups.forgotten(),
            found.size(),
            people.all().size(),
            people.complete(),
            attacks.count());
    return new Report(seen, noise(found), rare(found), proposals, past.together(together));
  }

  /**
   * Tries a rule file that is loaded behind the others.
   *
   * @throws RuleErrors when it cannot be loaded there
   */
  public Trial tryOut(List<SourceFile> more) throws RuleErrors {
    RuleSet after = with(more);
    JournalReader journal = JournalReader.open(reads, window);
    People people = People.read(reads, window);
    BackTest past = past(journal, List.of(after), people);
    KnownAttacks attacks = new KnownAttacks(rules, cases);
    Effect effect =
        past.effect(0)
            .with(attacks.missed(after, past.places(0)), LooseExceptions.of(rules, after));
    long detections = journal.extent().detections();
    Seen seen =
        new Seen(
            window.from(),
            window.to(),
            journal.extent().earliest(),
            detections,
            detections,
            0,
            journal.unreadable(),
            0,
            0,
            people.all().size(),
            people.complete(),
            attacks.count());
    return new Trial(seen, effect);
  }

  /** The rules with more behind them. */
  public RuleSet with(List<SourceFile> more) throws RuleErrors {
    List<SourceFile> all = new ArrayList<>(files);
    all.addAll(more);
    return RuleLoader.loadSources(all, rules.settings());
  }

  /** Puts what is wanted, and not silent already, into groups. */
  private final class Sorting implements Consumer<Detection> {
    private final Groups groups;
    private final Map<String, Hindsight> asTheyAre = new HashMap<>();
    private long counted;
    private long silent;

    Sorting(Groups groups) {
      this.groups = groups;
    }

    @Override
    public void accept(Detection detection) {
      if (!fits(window.rules(), detection.rule())
          || !fits(window.namespaces(), detection.namespace())) {
        return;
      }
      Rule rule = byName.get(detection.rule());
      Set<String> outputs = rule == null ? Set.of() : rule.output().keys();
      DetectionFields fields = new DetectionFields(detection, outputs);
      if (rule != null && wouldStaySilent(rule, fields)) {
        silent++;
        return;
      }
      counted++;
      groups.add(detection, rule, fields);
    }

    private boolean wouldStaySilent(Rule rule, DetectionFields fields) {
      RuleSource source = RuleSource.of(rule.source());
      return source != null
          && asTheyAre
                  .computeIfAbsent(rule.name(), name -> Hindsight.of(rule.tree(), source))
                  .judge(fields)
              == Hindsight.Answer.FAILS;
    }

    private static boolean fits(Set<String> wanted, String one) {
      return wanted.isEmpty() || wanted.contains(one);
    }
  }

  /**
   * A proposal and the rules with it.
   *
   * @param rules those without it where there is nothing to try
   */
  private record Tried(Proposal proposal, RuleSet rules, List<KnownAttacks.Missed> missed) {}

  private @Nullable Rule rule(Group group) {
    return byName.get(group.key().rule());
  }

  private static List<Group> noisy(List<Group> found, Limits limits) {
    return found.stream()
        .filter(group -> group.noise().score().points() >= limits.score())
        .sorted(NOISIEST_FIRST)
        .limit(limits.most())
        .toList();
  }

  private Tried attacked(Proposal proposal, Group group, KnownAttacks attacks) {
    Rule before = rule(group);
    if (proposal.yaml().isEmpty() || before == null) {
      return new Tried(proposal, rules, List.of());
    }
    RuleSet after;
    try {
      after = with(List.of(new SourceFile(proposal.name(), proposal.yaml())));
    } catch (RuleErrors e) {
      String why = "it cannot be loaded: " + e.problems().getFirst().message();
      return new Tried(refused(proposal, why), rules, List.of());
    }
    Rule with = after.rule(before.name());
    if (with == null
        || !ExceptionFile.isAsMeant(before, with, proposal.fields(), proposal.rows())) {
      String why = "its values cannot be written so that they mean what was seen";
      return new Tried(refused(proposal, why), rules, List.of());
    }
    Place place = group.place();
    List<Place> places = place == null ? List.of() : List.of(place);
    return new Tried(proposal, after, attacks.missed(after, places));
  }

  private static Proposal refused(Proposal proposal, String why) {
    return proposal.with(Standing.REFUSED, List.of(why), Effect.NONE);
  }

  private BackTest past(JournalReader journal, List<RuleSet> after, People people) {
    BackTest past = new BackTest(rules, after, people);
    List<String> names = past.rules().stream().map(name -> "\"rule\":" + Json.write(name)).toList();
    // most detections are of other rules: their text is looked at, not read
    Predicate<String> wanted = json -> names.stream().anyMatch(json::contains);
    if (!names.isEmpty()) {
      journal.each(wanted, past::add);
    }
    return past;
  }

  private Proposal judged(Tried tried, Effect past) {
    Effect effect = past.with(tried.missed(), LooseExceptions.of(rules, tried.rules()));
    Proposal proposal = tried.proposal();
    if (proposal.standing() == Standing.REFUSED) {
      return proposal;
    }
    List<String> why = new ArrayList<>(proposal.why());
    List<String> wanted =
        effect.gone().stream()
            .filter(Effect.Gone::takenForReal)
            .map(gone -> gone.response() + " (" + gone.word() + " by " + gone.who() + ")")
            .toList();
    if (!wanted.isEmpty()) {
      why.add("responses would be gone that people took for real: " + String.join(", ", wanted));
      return proposal.with(Standing.REFUSED, why, effect);
    }
    if (!tried.missed().isEmpty()) {
      why.add(0, "known attacks would be missed: " + tried.missed().size());
      return proposal.with(Standing.DANGEROUS, why, effect);
    }
    return proposal.with(proposal.standing(), why, effect);
  }

  private static List<Noise> noise(List<Group> found) {
    return found.stream().sorted(NOISIEST_FIRST).limit(NOISY).map(Group::noise).toList();
  }

  private static List<Noise> rare(List<Group> found) {
    return found.stream()
        .map(Group::noise)
        .filter(noise -> noise.count() + noise.missed() <= RARE_TIMES && noise.spread().pods() == 1)
        .sorted(
            Comparator.comparing(Noise::priority)
                .thenComparing(Noise::last, Comparator.reverseOrder())
                .thenComparing(Noise::key, GroupKey.ORDER))
        .limit(RARE)
        .toList();
  }
}
