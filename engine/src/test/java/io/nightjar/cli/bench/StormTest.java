package io.nightjar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storm of one workload, from the sensor's hand-over to the responses, with a real store. */
class StormTest {
  private static final int DETECTIONS = 20_000;
  private static final Path OUR_PLAYBOOKS =
      Path.of(System.getProperty("nightjar.home", ".."), "playbooks");

  @TempDir Path temp;

  @Test
  void everyDetectionIsStoredOrCountedAndOneIncidentAndFewResponsesComeOfThem() throws Exception {
    Calendars calendars = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
    CompiledPlaybooks playbooks = BenchPlaybooks.load(OUR_PLAYBOOKS, temp, calendars.names());
    try (StormBench bench = new StormBench(temp.resolve("state"), playbooks, calendars)) {
      StormBench.Storm storm = bench.storm(DETECTIONS, 0, 1);
      assertThat(storm.stored() + storm.shed()).isEqualTo(DETECTIONS);
      assertThat(storm.incidents()).isEqualTo(1);
      assertThat(storm.responses()).isEqualTo(1);
      assertThat(storm.repeats()).isLessThan(100);
      assertThat(storm.facts()).isLessThan(200);
      assertThat(storm.collapsed()).isGreaterThan(storm.stored() - 200);
      assertThat(bench.others(3, Duration.ofMillis(1))).hasSize(3);
    }
  }
}
