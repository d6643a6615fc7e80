package io.nightjar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark measures has to hold for any length and order of what happens. */
class SwapTest {

  private static final int DETECTIONS = 6_000;

  @TempDir Path folder;

  @Test
  void noDetectionIsLostOrJudgedTwiceWhilePlaybooksAreSwapped() throws Exception {
    Calendars calendars = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
    try (SwapBench bench =
        new SwapBench(folder, calendars, 4, DETECTIONS, InstantSource.system())) {
      CompiledPlaybooks odd = bench.compile(1);
      CompiledPlaybooks even = bench.compile(2);
      Thread arriving = Thread.ofPlatform().start(() -> bench.offer(DETECTIONS, 0));
      int swaps = 0;
      do {
        bench.swap(swaps % 2 == 0 ? odd : even, System.nanoTime());
        swaps++;
      } while (arriving.isAlive());
      arriving.join();
      bench.swap(odd, System.nanoTime());
      SwapBench.Count count = bench.count();
      assertThat(count.in()).isEqualTo(DETECTIONS);
      assertThat(count.lost()).isZero();
      assertThat(count.doubled()).isZero();
      assertThat(count.isExact()).as("%s", count).isTrue();
    }
  }
}
