package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertIntakeTest {

  private static final Sender ANY = new Sender("ingest:any", Set.of(), 1_000);
  private static final Instant THREE = Instant.parse("2026-11-20T03:00:00Z");

  @TempDir Path state;
  private final TestPods pods = new TestPods().with("web-1", "node-1", SampleAlerts.ID);
  private Instant now = THREE.plusSeconds(1);
  private StateDirectory directory;
  private Database database;
  private TestWay way;
  private AlertIntake intake;

  @BeforeEach
  void open() {
    directory = StateDirectory.open(state);
    database = Database.open(directory);
    way = new TestWay(new Journal(database, () -> now));
    intake =
        new AlertIntake(
            new AlertIntake.Cluster(pods, PlaceLookup.NONE, id -> List.of("/tmp")),
            way,
            new ParkedTable(database),
            () -> now,
            Duration.ZERO);
  }

  @AfterEach
  void close() {
    intake.close();
    database.close();
    directory.close();
  }

  @Test
  void anAlertBecomesADetectionOnItsPod() {
    Detection one = taken(SampleAlerts.shell("node-1", "5e908e27d34a"));

    assertThat(one.rule()).isEqualTo("Terminal shell in container");
    assertThat(one.node()).isEqualTo("node-1");
    assertThat(one.podUid()).isEqualTo("uid-of-web-1");
    assertThat(one.podName()).isEqualTo("web-1");
    assertThat(one.containerId()).isEqualTo(SampleAlerts.ID);
    assertThat(one.image()).isEqualTo("registry.example/web:1");
    assertThat(one.getWorkloadName()).isEqualTo("web");
    assertThat(one.writtenDirectories()).containsExactly("/tmp");
    assertThat(one.time()).isEqualTo(Instant.parse("2026-11-20T03:00:00.123456789Z"));
    assertThat(one.fields()).containsEntry("evt.time", 1795246696503591047L);
    ProcessRef process = one.process();
    assertThat(process).isNotNull();
    assertThat(process.identified()).isFalse();
    assertThat(process.ancestors()).containsExactly("runc", "containerd");
  }

  @Test
  void aRequestsTraceGoesOnWithItsAlertsWhichStayTheSame() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    String falco = SampleAlerts.falco("node-1", "5e908e27d34a", "2026-11-20T03:00:00.120000000Z");

    assertThat(batch(falco, trace)).isEqualTo(new Taken(1, 0, 0));
    assertThat(way.fresh.getFirst().fields()).containsEntry("nightjar.traceparent", trace);
    assertThat(batch(falco, trace.replace("0af7", "0af8"))).isEqualTo(new Taken(0, 1, 0));
  }

  @Test
  void aTraceparentThatIsNoneLeavesTheAlertAsItWas() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    List<String> hostile =
        List.of(
            "",
            trace + "\n",
            trace + "-x",
            trace.toUpperCase(java.util.Locale.ROOT),
            "01" + trace.substring(2),
            "00-" + "0".repeat(32) + "-b7ad6b7169203331-01",
            "\u001b[2J");
    int second = 10;
    for (String one : hostile) {
      String time = "2026-11-20T03:00:" + second++ + ".120000000Z";
      batch(SampleAlerts.falco("node-1", "5e908e27d34a", time), one);
    }
    assertThat(way.fresh)
        .hasSize(hostile.size())
        .noneMatch(detection -> detection.fields().containsKey("nightjar.traceparent"));
  }

  private Taken batch(String body, String traceparent) {
    AlertBatch batch = AlertBatch.ofRequest(intake, ANY, traceparent);
    AlertBody.read(body.getBytes(java.nio.charset.StandardCharsets.UTF_8), batch);
    return batch.rest().join();
  }

  @Test
  void theSameBodyIsAcceptedOnceWhicheverWayItTook() {
    String falco = SampleAlerts.falco("node-1", "5e908e27d34a", "2026-11-20T03:00:00.120000000Z");
    List<FalcoAlert> both =
        List.of(
            SampleAlerts.alert(falco),
            SampleAlerts.alert(SampleAlerts.sidekick(falco)),
            SampleAlerts.alert(falco));

    assertThat(take(both, ANY)).isEqualTo(new Taken(1, 2, 0));
    assertThat(take(both, ANY)).isEqualTo(new Taken(0, 3, 0));
    assertThat(way.fresh).hasSize(1);
  }

  @Test
  void whatIsDoubtedHasNothingToActOnAndIsToldOnce() {
    Detection one = taken(SampleAlerts.shell("node-2", "5e908e27d34a"));
    taken(SampleAlerts.shell("node-3", "5e908e27d34a"));

    assertThat(one.podUid()).isEmpty();
    assertThat(one.workload()).isNull();
    assertThat(one.node()).isEmpty();
    assertThat(one.containerId()).hasSize(12);
    assertThat(one.field("ingest.doubt")).contains("runs on node node-1");
    assertThat(way.told).hasSize(1);
    assertThat(intake.counters()).containsEntry("ingest.doubted", 2L);
  }

  @Test
  void anAlertOfANewContainerIsAcknowledgedAndWaitsForItsPod() {
    Taken taken = take(List.of(SampleAlerts.shell("node-1", "aaaaaaaaaaaa")), ANY);
    assertThat(taken.accepted()).isEqualTo(1);
    assertThat(way.fresh).isEmpty();

    waiting().look();
    assertThat(way.fresh).isEmpty();
    pods.with("web-2", "node-1", "a".repeat(64));
    waiting().look();
    assertThat(way.fresh).singleElement().satisfies(this::isOfTheSecond);
    waiting().look();
    assertThat(way.fresh).hasSize(1);
  }

  private void isOfTheSecond(Detection detection) {
    assertThat(detection.podName()).isEqualTo("web-2");
  }

  @Test
  void whatNobodyKnowsAfterAWhileIsADetectionWithoutAPod() {
    take(List.of(SampleAlerts.shell("node-1", "aaaaaaaaaaaa")), ANY);

    now = now.plus(WaitingAlerts.PATIENCE);
    waiting().look();

    assertThat(way.fresh).singleElement().satisfies(one -> assertThat(one.podUid()).isEmpty());
    assertThat(way.fresh.getFirst().containerId()).isEqualTo("aaaaaaaaaaaa");
  }

  private static FalcoAlert stranger(String container, int second) {
    String time = THREE.plusSeconds(second).toString();
    return SampleAlerts.alert(SampleAlerts.falco("node-1", container, time));
  }

  @Test
  void aContainerThatStaysUnknownIsWaitedForNoLongerUntilTheClusterKnowsIt() {
    take(List.of(stranger("aaaaaaaaaaaa", 1)), ANY);
    now = now.plus(StrangeContainers.LONG_ENOUGH).minusMillis(1);
    take(List.of(stranger("aaaaaaaaaaaa", 2)), ANY);
    assertThat(way.fresh).as("it may still come").isEmpty();

    now = now.plusMillis(1);
    take(List.of(stranger("aaaaaaaaaaaa", 3), stranger("bbbbbbbbbbbb", 3)), ANY);
    assertThat(way.fresh).singleElement().satisfies(one -> assertThat(one.podUid()).isEmpty());

    pods.with("web-2", "node-1", "a".repeat(64));
    take(List.of(stranger("aaaaaaaaaaaa", 4)), ANY);
    assertThat(way.fresh).hasSize(2).last().satisfies(this::isOfTheSecond);
  }

  @Test
  void whatWaitsComesBackAfterARestart() {
    take(List.of(SampleAlerts.shell("node-1", "aaaaaaaaaaaa")), ANY);
    close();
    open();

    now = now.plus(WaitingAlerts.PATIENCE);
    waiting().load();
    waiting().look();

    assertThat(way.fresh).hasSize(1);
    assertThat(new ParkedTable(database).all()).isEmpty();
  }

  @Test
  void aClockThatIsAheadIsNotFollowedAndOneThatIsLateIsMarked() {
    now = THREE.minus(Duration.ofMinutes(10));
    Detection ahead = taken(SampleAlerts.shell("node-1", "5e908e27d34a"));
    assertThat(ahead.time()).isEqualTo(now);
    assertThat(ahead.fields()).containsEntry("ingest.clock.ahead.seconds", 600L);

    now = THREE.plus(Duration.ofHours(1));
    Detection late = taken(SampleAlerts.shell("node-1", "host"));
    assertThat(late.time()).isBefore(now.minus(Duration.ofMinutes(59)));
    assertThat(late.fields()).containsKey("ingest.late.seconds");
  }

  @Test
  void whatFalcoLostIsRaisedAsOurOwnSensorsLossAndItsCountersAreNothingToDecideOn() {
    String drops =
        """
        {"hostname":"node-1","output":"lost","priority":"Debug","source":"internal",\
        "rule":"Falco internal: syscall event drop","time":"2026-11-20T03:00:00Z",\
        "output_fields":{"n_drops":"1200","n_drops_buffer_total":"1200",\
        "n_drops_buffer_open_exit":"1200","n_evts":"5000"}}\
        """;
    Detection one = taken(SampleAlerts.alert(drops));
    FalcoAlert metrics =
        SampleAlerts.alert(drops.replace("syscall event drop", "metrics snapshot"));

    assertThat(one.rule()).isEqualTo("Sensor lost events");
    assertThat(one.priority()).isEqualTo(Priority.CRITICAL);
    assertThat(one.fields()).containsEntry("lost", 1200L).containsEntry("lost.open_exit", 1200L);
    assertThat(way.told).containsExactly("1200 lost by Falco on node node-1");
    assertThat(take(List.of(metrics), ANY)).isEqualTo(new Taken(0, 0, 1));
  }

  @Test
  void whatCannotBeStoredOrIsTooFastIsRefusedCountedAndRaised() {
    List<FalcoAlert> one = List.of(SampleAlerts.shell("node-1", "5e908e27d34a"));
    way.failing(true);
    assertThatThrownBy(() -> take(one, ANY))
        .isInstanceOfSatisfying(AlertIntake.NotTaken.class, e -> assertThat(e.tooFast()).isFalse());
    way.failing(false);

    Sender slow = new Sender("ingest:slow", Set.of(), 1);
    take(List.of(SampleAlerts.shell("node-1", "host")), slow);
    List<FalcoAlert> many = List.of(one.getFirst(), one.getFirst(), one.getFirst(), one.getFirst());
    assertThatThrownBy(() -> take(many, slow))
        .isInstanceOfSatisfying(AlertIntake.NotTaken.class, e -> assertThat(e.tooFast()).isTrue());

    assertThat(way.givenUp).hasSize(5);
    assertThat(intake.losses())
        .containsEntry("alerts not stored", 1L)
        .containsEntry("alerts over a sender's rate", 4L);
  }

  private Taken take(List<FalcoAlert> alerts, Sender sender) {
    return AlertIntake.joined(intake.take(alerts, sender));
  }

  private WaitingAlerts waiting() {
    return intake.waiting();
  }

  private Detection taken(FalcoAlert alert) {
    assertThat(take(List.of(alert), ANY).accepted()).isEqualTo(1);
    return way.fresh.getLast();
  }
}
