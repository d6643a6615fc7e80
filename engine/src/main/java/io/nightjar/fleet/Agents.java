package io.nightjar.fleet;

import io.nightjar.fleet.wire.AgentReport;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The agents that were heard of, and when. Thread safe. */
final class Agents {

  private static final int AGENTS_AT_MOST = 20_000;

  /** One outside of the cluster that stays away for so long was taken down. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  /** What is done when an agent stays away, or is back. */
  interface Watch {
    void silent(AgentState agent, Duration away);

    void back(AgentState agent);
  }

  private final Map<String, AgentState> all = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();
  private final LongAdder lostEvents = new LongAdder();
  private final LongAdder lostSpooled = new LongAdder();
  private final AgentTable table;
  private final Watch watch;
  private final Predicate<String> isMember;
  private final InstantSource clock;

  /**
   * Knows those of earlier runs, which have their time to come from now on.
   *
   * @param isMember whether a node is one of the cluster now
   */
  Agents(AgentTable table, Watch watch, Predicate<String> isMember, InstantSource clock) {
    this.table = table;
    this.watch = watch;
    this.isMember = isMember;
    this.clock = clock;
    Instant now = clock.instant();
    for (AgentTable.Known known : table.all()) {
      all.put(
          known.node(),
          new AgentState(
              known.node(),
              known.firstHeard(),
              now,
              known.silent(),
              known.member(),
              null,
              null,
              null,
              0));
    }
  }

  /**
   * The agent of the node has come in.
   *
   * @param certificate that it showed; null where it showed none
   */
  void heard(String node, @Nullable Validity certificate) {
    Instant now = clock.instant();
    AgentState before = all.get(node);
    if (before == null) {
      if (all.size() >= AGENTS_AT_MOST) {
        return;
      }
      AgentState fresh =
          new AgentState(node, now, now, false, isMember.test(node), null, null, certificate, 0);
      if (all.putIfAbsent(node, fresh) == null) {
        table.save(fresh);
      }
      return;
    }
    AgentState after =
        all.computeIfPresent(
            node, (same, agent) -> agent.heardAt(now, isMember.test(node), certificate));
    if (after != null && (before.silent() || before.member() != after.member())) {
      table.save(after);
    }
    if (after != null && before.silent()) {
      watch.back(after);
    }
  }

  void said(String node, Hello hello) {
    all.computeIfPresent(node, (same, agent) -> agent.with(hello));
  }

  void said(String node, AgentReport report) {
    all.computeIfPresent(
        node,
        (same, agent) -> {
          AgentReport before = agent.report();
          if (before != null && before.startedAt().equals(report.startedAt())) {
            lostEvents.add(Math.max(0, events(report) - events(before)));
            lostSpooled.add(Math.max(0, report.spool().lost() - before.spool().lost()));
          }
          return agent.with(report);
        });
  }

  private static long events(AgentReport report) {
    return report.counters().getOrDefault(AgentReport.LOST_EVENTS, 0L);
  }

  void refused(String node, int detections) {
    refused.add(detections);
    all.computeIfPresent(node, (same, agent) -> agent.refused(detections));
  }

  /** Detections that were not taken from agents, since the start of this engine. */
  long refused() {
    return refused.sum();
  }

  /** Events that agents said to have lost since they were first heard by this engine. */
  long lostEvents() {
    return lostEvents.sum();
  }

  /** Detections that found no room on agents' disks, as above. */
  long lostSpooled() {
    return lostSpooled.sum();
  }

  /** Raises, once, each that has stayed away for too long, and forgets those whose node is gone. */
  void look() {
    Instant now = clock.instant();
    // while the cluster does not answer, no node is seen to be gone
    boolean seesNodes = all.keySet().stream().anyMatch(isMember);
    for (AgentState agent : List.copyOf(all.values())) {
      Duration away = Duration.between(agent.heard(), now);
      if (away.compareTo(Wire.SILENT_AFTER) < 0) {
        continue;
      }
      boolean gone = seesNodes && agent.member() && !isMember.test(agent.node());
      if (gone || away.compareTo(REMEMBERED) > 0) {
        all.remove(agent.node());
        table.forget(agent.node());
      } else if (!agent.silent()) {
        AgentState silent =
            all.computeIfPresent(
                agent.node(),
                (same, known) -> known.heard().equals(agent.heard()) ? known.silenced() : known);
        if (silent != null && silent.silent()) {
          table.save(silent);
          watch.silent(silent, away);
        }
      }
    }
  }

  Optional<AgentState> of(String node) {
    return Optional.ofNullable(all.get(node));
  }

  /** How long nothing was heard of it; empty where it never was. */
  Optional<Duration> away(String node) {
    return of(node).map(agent -> Duration.between(agent.heard(), clock.instant()));
  }

  boolean isSilent(AgentState agent) {
    return agent.silent()
        || Duration.between(agent.heard(), clock.instant()).compareTo(Wire.SILENT_AFTER) >= 0;
  }

  /** By node. */
  List<AgentState> all() {
    return all.values().stream().sorted(Comparator.comparing(AgentState::node)).toList();
  }
}
