package io.nightjar.fleet;

import io.nightjar.fleet.wire.AgentReport;
import io.nightjar.fleet.wire.Hello;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One agent, for people and programs.
 *
 * @param silent whether nothing was heard of it for too long
 * @param sensor whether it watches the kernel
 * @param detail what its sensor gets, or why it gets nothing
 * @param rules digest of the rules in force there, or empty
 * @param startedAt null before it said so
 * @param waiting detections on its disk
 * @param oldest time of the oldest of them; null where none waits
 * @param lost events and detections that it lost since its start
 * @param refused detections of its that were not taken, since this engine's start
 * @param tasks what waits for it, or runs there
 * @param certificate of how long life the one is that it showed; null where it shows none
 * @param counters as it says them
 */
public record AgentView(
    String node,
    boolean silent,
    Instant heard,
    Instant firstHeard,
    String version,
    boolean sensor,
    String detail,
    String rules,
    int ruleCount,
    @Nullable Instant startedAt,
    long waiting,
    @Nullable Instant oldest,
    long lost,
    long refused,
    int tasks,
    @Nullable Validity certificate,
    Map<String, Long> counters) {

  static AgentView of(AgentState agent, boolean silent, int tasks) {
    AgentReport report = agent.report();
    Hello hello = agent.hello();
    return new AgentView(
        agent.node(),
        silent,
        agent.heard(),
        agent.firstHeard(),
        agent.version(),
        agent.sensor().on(),
        agent.sensor().detail(),
        report != null ? report.rules() : hello == null ? "" : hello.rules(),
        report == null ? 0 : report.ruleCount(),
        report != null ? report.startedAt() : hello == null ? null : hello.startedAt(),
        report == null ? 0 : report.spool().waiting(),
        report == null ? null : report.spool().oldest(),
        report == null
            ? 0
            : report.spool().lost() + report.counters().getOrDefault(AgentReport.LOST_EVENTS, 0L),
        agent.refused(),
        tasks,
        agent.certificate(),
        report == null ? Map.of() : new TreeMap<>(report.counters()));
  }
}
