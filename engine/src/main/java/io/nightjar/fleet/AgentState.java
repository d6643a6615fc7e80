package io.nightjar.fleet;

import io.nightjar.fleet.wire.AgentReport;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.SensorState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one agent; what it says of itself may be a lie.
 *
 * @param firstHeard ever, of this node
 * @param heard when it last came in
 * @param silent whether it was raised that it stays away
 * @param member whether its node is, or was, one of the cluster
 * @param hello null until it said so to this engine
 * @param report the latest; null before the first to this engine
 * @param certificate of how long life the latest was that it showed; null where it showed none
 * @param refused detections of its that were not taken, since this engine's start
 */
record AgentState(
    String node,
    Instant firstHeard,
    Instant heard,
    boolean silent,
    boolean member,
    @Nullable Hello hello,
    @Nullable AgentReport report,
    @Nullable Validity certificate,
    long refused) {

  AgentState heardAt(Instant now, boolean isMember, @Nullable Validity shown) {
    return new AgentState(
        node, firstHeard, now, false, member || isMember, hello, report, shown, refused);
  }

  AgentState silenced() {
    return new AgentState(
        node, firstHeard, heard, true, member, hello, report, certificate, refused);
  }

  AgentState with(Hello said) {
    return new AgentState(
        node, firstHeard, heard, silent, member, said, report, certificate, refused);
  }

  AgentState with(AgentReport said) {
    return new AgentState(
        node, firstHeard, heard, silent, member, hello, said, certificate, refused);
  }

  AgentState refused(long more) {
    return new AgentState(
        node, firstHeard, heard, silent, member, hello, report, certificate, refused + more);
  }

  String version() {
    return report != null ? report.version() : hello == null ? "" : hello.version();
  }

  SensorState sensor() {
    return report != null
        ? report.sensor()
        : hello == null ? new SensorState(false, "it has not said yet") : hello.sensor();
  }
}
