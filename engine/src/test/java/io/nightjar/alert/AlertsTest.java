package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.FalcoConfig;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import io.nightjar.respond.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);

  /** A standard output that takes nothing until it is let. */
  private final OutputStream stuck =
      new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          try {
            held.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
      };

  @Test
  void oneOutputThatIsStuckDelaysNeitherTheOthersNorTheCaller() throws Exception {
    Path file = folder.resolve("alerts");
    try (Alerts alerts =
        start(
            stuck,
            "stdout_output.enabled=true",
            "file_output={enabled: true, keep_alive: true, filename: " + file + "}",
            "outputs_queue.capacity=10")) {
      long before = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        alerts.offer(SampleAlerts.opened("/etc/shadow"));
        int written = i + 1;
        await().until(() -> Files.exists(file) && Files.readAllLines(file).size() == written);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
      // ten wait, one is at hand
      assertThat(alerts.losses()).containsEntry("alerts stdout", 89L);
      assertThat(alerts.losses()).containsEntry("alerts file", 0L);
      assertThat(alerts.counters())
          .containsEntry("alerts file", 100L)
          .containsEntry("alerts stdout waiting", 10L);
      held.countDown();
    }
  }

  @Test
  void whatIsLostIsToldAtOnceAndThenSummedUp() throws Exception {
    try (Alerts alerts = start(stuck, "stdout_output.enabled=true", "outputs_queue.capacity=1")) {
      alerts.look();
      assertThat(told).isEmpty();
      alerts.offer(SampleAlerts.opened("/a"));
      await().until(() -> Long.valueOf(0L).equals(alerts.counters().get("alerts stdout waiting")));
      alerts.offer(SampleAlerts.opened("/a"));
      alerts.offer(SampleAlerts.opened("/a"));
      alerts.look();
      assertThat(told).containsExactly("1: alerts stdout 1 (its queue was full)");
      alerts.offer(SampleAlerts.opened("/a"));
      alerts.offer(SampleAlerts.opened("/a"));
      clock.advance(Duration.ofSeconds(29));
      alerts.look();
      assertThat(told).hasSize(1);
      clock.advance(Duration.ofSeconds(1));
      alerts.look();
      assertThat(told).last().isEqualTo("2: alerts stdout 2 (its queue was full)");
      held.countDown();
    }
  }

  @Test
  void whatIsOverTheRateIsDroppedCountedAndTold() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Alerts alerts =
        start(out, "stdout_output.enabled=true", "outputs.rate=1", "outputs.max_burst=3")) {
      for (int i = 0; i < 10; i++) {
        alerts.offer(SampleAlerts.opened("/a"));
      }
      await().until(() -> Long.valueOf(3L).equals(alerts.counters().get("alerts stdout")));
      alerts.look();
      assertThat(alerts.losses()).containsEntry("alerts over outputs.rate", 7L);
      assertThat(told).containsExactly("7: alerts over outputs.rate 7");
      clock.advance(Duration.ofSeconds(2));
      alerts.offer(SampleAlerts.opened("/a"));
      await().until(() -> Long.valueOf(4L).equals(alerts.counters().get("alerts stdout")));
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(4);
  }

  @Test
  void aDeadReceiverIsToldWithTheReasonAndWithoutTheAddress() throws Exception {
    try (Receiver receiver = Receiver.plain().answering(404, 404);
        Alerts alerts =
            start(stuck, "http_output={enabled: true, url: '" + receiver.url() + "'}")) {
      alerts.offer(SampleAlerts.opened("/a"));
      alerts.offer(SampleAlerts.opened("/a"));
      await().until(() -> Long.valueOf(2L).equals(alerts.losses().get("alerts http")));
      alerts.look();
      assertThat(told)
          .containsExactly("2: alerts http 2 (the receiver did not take it: it answered 404)");
      alerts.offer(SampleAlerts.opened("/a"));
      await().until(() -> Long.valueOf(1L).equals(alerts.counters().get("alerts http")));
    }
  }

  @Test
  void anOutputOfTheSameNameTakesOverWhatWaitsAndNothingIsLost() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    try (Alerts alerts = start(stuck, file(first))) {
      for (int i = 0; i < 1_000; i++) {
        alerts.offer(SampleAlerts.opened("/a" + i));
      }
      alerts.use(plan(stuck, file(second)));
      for (int i = 1_000; i < 1_100; i++) {
        alerts.offer(SampleAlerts.opened("/a" + i));
      }
      await().until(() -> Long.valueOf(1_100L).equals(alerts.counters().get("alerts file")));
      assertThat(alerts.losses()).containsEntry("alerts file", 0L);
    }
    List<String> all = new ArrayList<>(Files.readAllLines(first));
    all.addAll(Files.readAllLines(second));
    assertThat(all).hasSize(1_100).doesNotHaveDuplicates();
    for (int i = 0; i < 1_100; i++) {
      assertThat(all.get(i)).contains("/a" + i + " ");
    }
  }

  @Test
  void whatDidNotChangeGoesOnUntouchedAndWhatIsGoneDeliversItsRest() throws Exception {
    Path first = folder.resolve("first");
    String standard = "stdout_output={enabled: true}";
    try (Alerts alerts = start(stuck, standard, file(first))) {
      alerts.offer(SampleAlerts.opened("/a"));
      List<Thread> before = threads("alerts-stdout");
      alerts.use(plan(stuck, standard));
      assertThat(Files.readAllLines(first)).hasSize(1);
      assertThat(alerts.names()).containsExactly("stdout");
      assertThat(threads("alerts-stdout")).isEqualTo(before).hasSize(1);
      held.countDown();
      await().until(() -> Long.valueOf(1L).equals(alerts.counters().get("alerts stdout")));
      assertThat(alerts.counters()).containsEntry("alerts file", 1L);
    }
  }

  private static List<Thread> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .toList();
  }

  @Test
  void whatCannotBeUsedIsToldBeforeAnythingStarts() {
    assertThatThrownBy(() -> plan(stuck, file(folder.resolve("no/such/folder/alerts"))))
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> plan(stuck, "http_output={enabled: true, url: 'htp://user:pw@host'}"))
        .hasMessage("http_output.url is no address of http:// or https://")
        .hasNoCause();
  }

  private static String file(Path file) {
    return "file_output={enabled: true, keep_alive: true, filename: " + file + "}";
  }

  private Alerts start(OutputStream out, String... keys) throws ConfigErrors {
    return Alerts.manual(plan(out, keys), clock, (count, where) -> told.add(count + ": " + where));
  }

  private static AlertOutputs plan(OutputStream out, String... keys) throws ConfigErrors {
    FalcoConfig config =
        new ConfigLoader(TestSurroundings.FIXED)
            .read(Optional.empty(), Overrides.NONE.withFalco(null, List.of(keys)))
            .configuration()
            .falco();
    return AlertOutputs.of(config, "node-1", Map.of(), out, InstantSource.system());
  }
}
