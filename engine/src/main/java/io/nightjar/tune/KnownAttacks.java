package io.nightjar.tune;

import io.nightjar.rules.Match;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.CaseJudge;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseSubject;
import io.nightjar.rules.cases.RuleCase;
import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must still be seen with other rules: every case that a rule has to match, and what {@code
 * nightjar attack} does. Each is played as it is, and in the containers where the exceptions hold,
 * because that is where somebody would hide. One thread.
 */
public final class KnownAttacks {
  private static final String ACTS = "attacks.yaml";

  private final RuleSet before;
  private final CaseJudge judge;
  private final List<RuleCase> attacks;

  /**
   * An attack that would no longer be seen.
   *
   * @param rule that matched it
   * @param attack name of the case, with the rule that it belongs to
   * @param where it was played
   */
  public record Missed(String rule, String attack, String where) {}

  /**
   * @param cases those of the rules; the near misses among them are left out
   */
  public KnownAttacks(RuleSet before, List<RuleCase> cases) {
    this.before = before.withMatching(RuleMatching.ALL);
    this.judge = new CaseJudge(this.before);
    this.attacks = new ArrayList<>(cases.stream().filter(RuleCase::matches).toList());
    attacks.addAll(acts());
  }

  /** What {@code nightjar attack} does, as cases. */
  public static List<RuleCase> acts() {
    try (InputStream file = KnownAttacks.class.getResourceAsStream(ACTS)) {
      if (file == null) {
        throw new IllegalStateException("there is no " + ACTS + " beside the program");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return CaseLoader.loadSources(List.of(new SourceFile(ACTS, text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuleErrors e) {
      throw new IllegalStateException(ACTS + " is no file of cases", e);
    }
  }

  int count() {
    return attacks.size();
  }

  /** What the other rules do not match any more. */
  List<Missed> missed(RuleSet after, List<Place> places) {
    CaseJudge changed = new CaseJudge(after.withMatching(RuleMatching.ALL));
    List<Missed> missed = new ArrayList<>();
    for (RuleCase attack : attacks) {
      compare(attack, attack.subject(), "as the case describes it", changed, missed);
      if (attack.subject() instanceof CaseSubject.Call call
          && !call.process().container().isHost()) {
        for (Place place : places) {
          CaseSubject there = new CaseSubject.Call(call.process(), place.metadata(), call.event());
          compare(attack, there, "in " + place.words(), changed, missed);
        }
      }
    }
    return missed;
  }

  private void compare(
      RuleCase attack, CaseSubject subject, String where, CaseJudge changed, List<Missed> missed) {
    Set<String> seen = names(judge.matches(subject));
    if (seen.isEmpty()) {
      return;
    }
    seen.removeAll(names(changed.matches(subject)));
    seen.forEach(rule -> missed.add(new Missed(rule, name(attack), where)));
  }

  private static String name(RuleCase attack) {
    return attack.rule() + ": " + attack.name();
  }

  private static Set<String> names(List<Match> matches) {
    Set<String> names = new TreeSet<>();
    matches.forEach(match -> names.add(match.rule().name()));
    return names;
  }
}
