package io.nightjar.cli.capture;

import io.nightjar.cli.PlainText;
import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.Recordings;
import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Replays a capture or an audit log by two rule sets: what one raises that the other does not. */
public final class ComparedReplay {

  private ComparedReplay() {}

  /**
   * How many alerts a rule raises.
   *
   * @param before by the rules as they are
   * @param after by the others
   */
  public record Alerts(long before, long after) {}

  /**
   * What a file gave.
   *
   * @param rules those that raise another number of alerts, by name
   * @param whole false where the file could not be read to its end
   */
  public record Result(
      String file,
      long events,
      long alertsBefore,
      long alertsAfter,
      SortedMap<String, Alerts> rules,
      boolean whole) {}

  /**
   * @throws UsageFailure when the file is none that can be replayed
   */
  public static Result of(Path file, RuleSet before, RuleSet after)
      throws IOException, UsageFailure {
    ReplayCount one = new ReplayCount();
    ReplayCount other = new ReplayCount();
    boolean whole = run(file, before, one);
    whole &= run(file, after, other);
    SortedMap<String, Alerts> rules = new TreeMap<>();
    Map<String, Long> others = new TreeMap<>(other.alerts());
    one.alerts()
        .forEach(
            (rule, count) -> {
              Long left = others.remove(rule);
              put(rules, rule, count, left == null ? 0 : left);
            });
    others.forEach((rule, count) -> put(rules, rule, 0, count));
    return new Result(
        file.toString(), one.events(), sum(one.alerts()), sum(other.alerts()), rules, whole);
  }

  private static void put(SortedMap<String, Alerts> rules, String rule, long before, long after) {
    if (before != after) {
      rules.put(rule, new Alerts(before, after));
    }
  }

  private static long sum(Map<String, Long> alerts) {
    return alerts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static boolean run(Path file, RuleSet rules, ReplayCount count)
      throws IOException, UsageFailure {
    RuleEvaluator evaluator = new RuleEvaluator(rules);
    Pace pace = Pace.of(false);
    if (KubernetesAuditFile.isOne(file)) {
      try (KubernetesAuditReader log = KubernetesAuditFile.open(file)) {
        KubernetesAuditReplay replay =
            new KubernetesAuditReplay(log, evaluator, pace, count, (event, match) -> {});
        replay.run(() -> false);
        return replay.bad() == 0;
      }
    }
    try (Recording recording = Recordings.open(file)) {
      new RecordingReplay(recording, evaluator, pace, count, match -> {}).run(() -> false);
      return recording.damage() == null;
    } catch (RecordingException e) {
      throw new UsageFailure(PlainText.of(file + ": " + e.getMessage()));
    }
  }
}
