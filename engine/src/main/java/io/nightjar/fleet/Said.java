package io.nightjar.fleet;

import io.nightjar.actions.DisplayText;
import io.nightjar.fleet.wire.AgentReport;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.SensorState;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of itself, made fit to be kept and shown: whoever has its credential may say
 * anything.
 */
final class Said {

  private static final int TEXT_AT_MOST = 300;
  private static final Pattern COUNTER = Pattern.compile("[a-z0-9][a-z0-9. _-]{0,59}");

  private Said() {}

  static Hello hello(String node, Hello said) {
    return new Hello(
        node,
        text(said.boot()),
        text(said.version()),
        time(said.startedAt()),
        sensor(said.sensor()),
        text(said.rules()));
  }

  static AgentReport report(AgentReport said) {
    AgentReport.@Nullable Spool spool = said.spool();
    Map<String, Long> counters = new TreeMap<>();
    said.counters()
        .forEach(
            (name, count) -> {
              if (COUNTER.matcher(name).matches()) {
                counters.put(name, Math.max(0, count));
              }
            });
    return new AgentReport(
        text(said.boot()),
        text(said.version()),
        time(said.startedAt()),
        sensor(said.sensor()),
        text(said.rules()),
        Math.max(0, said.ruleCount()),
        spool == null
            ? new AgentReport.Spool(0, 0, null, 0)
            : new AgentReport.Spool(
                Math.max(0, spool.waiting()),
                Math.max(0, spool.bytes()),
                spool.oldest(),
                Math.max(0, spool.lost())),
        counters);
  }

  static String text(@Nullable String said) {
    return said == null ? "" : DisplayText.of(said, TEXT_AT_MOST);
  }

  private static Instant time(@Nullable Instant said) {
    return Objects.requireNonNullElse(said, Instant.EPOCH);
  }

  private static SensorState sensor(@Nullable SensorState said) {
    return said == null
        ? new SensorState(false, "it did not say")
        : new SensorState(said.on(), text(said.detail()));
  }
}
