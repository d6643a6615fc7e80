package io.nightjar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.agent.FakeEngine.Fault;
import io.nightjar.agent.link.Backoff;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.spool.Entry;
import io.nightjar.agent.spool.Spool;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {

  @TempDir Path folder;

  private final List<Duration> pauses = new ArrayList<>();
  private FakeEngine engine;
  private Spool spool;
  private Link link;
  private Uplink uplink;

  @BeforeEach
  void start() throws IOException {
    engine = new FakeEngine();
    spool = Spool.open(folder, 1 << 20);
    connect(engine);
  }

  @AfterEach
  void stop() {
    link.close();
    spool.close();
    engine.close();
  }

  private void connect(FakeEngine... engines) {
    link = FakeEngine.linkTo(engines);
    uplink =
        new Uplink(
            spool, new EngineCalls("detections", link, new Backoff(new Random(3)), pauses::add));
  }

  private void detect(int from, int to) {
    for (int each = from; each < to; each++) {
      spool.append(
          Priority.ERROR,
          Json.write(Samples.detection("d-" + each, Priority.ERROR))
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<String> ids(FakeEngine engine) {
    return engine.detections.stream().map(Detection::id).toList();
  }

  @Test
  void whatWaitsGoesInOneBatchAndLeavesTheSpool() throws Exception {
    detect(0, 3);
    uplink.turn();
    assertThat(ids(engine)).containsExactly("d-0", "d-1", "d-2");
    assertThat(engine.batches).containsExactly(3);
    assertThat(engine.detections.getFirst()).isEqualTo(Samples.detection("d-0", Priority.ERROR));
    assertThat(spool.depth().waiting()).isZero();
    assertThat(uplink.sent()).isEqualTo(3);
  }

  @Test
  void aStandbyThatTakesOverIsWaitedForAsLongAsItWants() throws Exception {
    detect(0, 2);
    engine.faults.add(new Fault(503, "a standby takes over"));
    engine.faults.add(new Fault(503, "a standby takes over"));
    uplink.turn();
    uplink.turn();
    assertThat(spool.depth().waiting()).isEqualTo(2);
    assertThat(pauses).hasSize(2);
    assertThat(pauses.getLast()).isLessThanOrEqualTo(Duration.ofMillis(200));
    uplink.turn();
    assertThat(ids(engine)).containsExactly("d-0", "d-1");
  }

  @Test
  void anAnswerThatNeverCameIsAskedForAgainAndLosesNothing() throws Exception {
    detect(0, 2);
    engine.faults.add(new Fault(0, ""));
    uplink.turn();
    assertThat(spool.depth().waiting()).isEqualTo(2);
    assertThat(link.engines().trouble()).isNotEmpty();
    uplink.turn();
    assertThat(ids(engine)).containsExactly("d-0", "d-1");
    assertThat(link.engines().trouble()).isEmpty();
  }

  @Test
  void aDetectionThatIsRefusedHoldsUpNoneOfTheOthers() throws Exception {
    detect(0, 5);
    engine.judge =
        detection ->
            detection.id().equals("d-2") ? new Fault(403, "of another node") : new Fault(200, "");
    uplink.turn();
    assertThat(ids(engine)).containsExactly("d-0", "d-1", "d-3", "d-4");
    assertThat(uplink.refused()).isEqualTo(1);
    assertThat(spool.depth().waiting()).isZero();
  }

  @Test
  void aBatchThatIsRefusedForOneOfThemIsHalvedUntilItIsFound() throws Exception {
    detect(0, 9);
    engine.judge =
        detection ->
            detection.id().equals("d-6") ? new Fault(400, "malformed") : new Fault(200, "");
    uplink.turn();
    assertThat(ids(engine)).containsExactly("d-0", "d-1", "d-2", "d-3", "d-4", "d-5", "d-7", "d-8");
    assertThat(uplink.refused()).isEqualTo(1);
    assertThat(spool.depth().waiting()).isZero();
    assertThat(pauses).isEmpty();
  }

  @Test
  void whoDoesNotServeAgentsAtAllRefusesNoDetection() throws Exception {
    detect(0, 2);
    engine.faults.add(new Fault(404, "what is this"));
    engine.faults.add(new Fault(401, "who are you"));
    uplink.turn();
    uplink.turn();
    assertThat(spool.depth().waiting()).isEqualTo(2);
    assertThat(uplink.refused()).isZero();
  }

  @Test
  void anEngineThatIsReplacedGetsWhatTheOtherNeverTook() throws Exception {
    try (FakeEngine other = new FakeEngine()) {
      link.close();
      connect(engine, other);
      detect(0, 1);
      uplink.turn();
      engine.close();
      detect(1, 3);
      uplink.turn();
      uplink.turn();
      assertThat(ids(engine)).containsExactly("d-0");
      assertThat(ids(other)).containsExactly("d-1", "d-2");
      assertThat(pauses).as("the next is asked at once").isEmpty();
    }
  }

  @Test
  void pausesGrowAndNeverStandStill() throws Exception {
    engine.close();
    detect(0, 1);
    for (int each = 0; each < 12; each++) {
      uplink.turn();
    }
    assertThat(pauses).hasSize(12);
    assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(pauses.getLast()).isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
    assertThat(pauses.subList(8, 12)).doesNotHaveDuplicates();
  }

  @Test
  void aDetectionOfTheSensorLeavesWithoutAnybodyAsking() throws Exception {
    Loop loop = new Loop("uplink");
    SpoolIntake intake = new SpoolIntake("node-1", spool, InstantSource.system());
    intake.start();
    loop.start(uplink::turn);
    try {
      intake.offer(Samples.detection("d-1", Priority.CRITICAL));
      Awaitility.await().until(() -> ids(engine).contains("d-1"));
      Awaitility.await().until(() -> spool.depth().waiting() == 0);
      assertThat(intake.detections()).isEqualTo(1);
    } finally {
      loop.close();
      intake.close();
    }
  }

  @Test
  void whatFoundNoRoomIsToldAsADetectionOfItsOwn() throws Exception {
    SpoolIntake intake = new SpoolIntake("node-1", spool, InstantSource.system());
    intake.start();
    while (spool.givenUp() == 0) {
      spool.append(Priority.DEBUG, new byte[5_000]);
    }
    intake.tellGivenUp();
    intake.close();
    List<Entry> most = spool.next(1, 1 << 20);
    Detection told = Json.MAPPER.readValue(most.getFirst().body(), Detection.class);
    assertThat(told.rule()).isEqualTo("Detections found no room in the spool of their node");
    assertThat(told.priority()).isEqualTo(Priority.CRITICAL);
    assertThat(told.fields()).containsKey("lost.DEBUG");
  }
}
