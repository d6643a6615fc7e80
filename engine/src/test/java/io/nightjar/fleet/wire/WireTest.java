package io.nightjar.fleet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerControl.Freezing;
import io.nightjar.actions.ContainerControl.ProcessLimit;
import io.nightjar.actions.ContainerControl.State;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessControl.KillResult;
import io.nightjar.actions.ProcessControl.ResumeResult;
import io.nightjar.actions.ProcessControl.StopResult;
import io.nightjar.actions.ProcessControl.StoppedProcess;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.store.Detections;
import io.nightjar.store.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WireTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00.123456789Z");
  private static final ProcessTarget PROCESS =
      new ProcessTarget("node-7", 42, 99, "c".repeat(64), "uid", "shop", "cart", "xmrig");
  private static final ContainerTarget CONTAINER =
      new ContainerTarget("node-7", "c".repeat(64), "uid", "shop", "cart", "app");
  private static final PodTarget POD = new PodTarget("shop", "cart", "uid");
  private static final StoppedProcess STOPPED = new StoppedProcess(42, 99, "42 (xmrig)");
  private static final SensorState SENSOR = new SensorState(true, "system calls by eBPF");

  private static final List<NodeWork> WORKS =
      List.of(
          new NodeWork.Kill(PROCESS, true),
          new NodeWork.Stop(PROCESS, false),
          new NodeWork.Resume(PROCESS, List.of(STOPPED)),
          new NodeWork.Freeze(CONTAINER),
          new NodeWork.Thaw(CONTAINER),
          new NodeWork.LookContainer(CONTAINER),
          new NodeWork.LookLimit(CONTAINER),
          new NodeWork.Limit(CONTAINER, 7, "max"),
          new NodeWork.Cut(POD, List.of("10.0.0.0/8"), "r-1"),
          new NodeWork.Restore(POD),
          new NodeWork.LookNetwork(POD),
          new NodeWork.Collect("r-1", CONTAINER, List.of("processes", "/etc/passwd")),
          new NodeWork.Found("r-1"));

  private static final List<NodeResult> RESULTS =
      List.of(
          new NodeResult.Killed(new KillResult(List.of("42 (xmrig)"), List.of(), false)),
          new NodeResult.Stopped(
              new StopResult(List.of(STOPPED), List.of(), List.of("43 is another"), false)),
          new NodeResult.Resumed(
              new ResumeResult(List.of("42 (xmrig)"), List.of(), List.of(), List.of())),
          new NodeResult.Frozen(new Freezing(State.RUNNING, State.FROZEN, "/kubepods/x", 12, "")),
          new NodeResult.Limited(new ProcessLimit(State.RUNNING, "64", 3, "/kubepods/x", 12, "")),
          new NodeResult.Network(
              new NetworkControl.Cut(
                  NetworkControl.State.CUT, "net:[1]", "r-1", List.of("drop"), 4, List.of())),
          new NodeResult.Collection(
              new Collected(
                  "",
                  false,
                  "/var/lib/x",
                  List.of(new Artefact("maps.txt", "maps", "it", 3, "a".repeat(64), "")),
                  List.of("the rest is missing"))),
          new NodeResult.Collection(null));

  @Test
  void everyTaskComesBackAsItWent() {
    for (NodeWork work : WORKS) {
      comesBack(new NodeTask("t-1", "r-1", work, NOW, 3), NodeTask.class);
    }
    comesBack(
        new TaskList(List.of(new NodeTask("t", "r", WORKS.getFirst(), NOW, 0))), TaskList.class);
    comesBack(new TaskPoll(20, List.of("t-1")), TaskPoll.class);
  }

  @Test
  void everyKindIsTriedAndHasTheNameThatItIsSentUnder() {
    assertThat(WORKS.stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(NodeWork.class.getPermittedSubclasses());
    for (NodeWork work : WORKS) {
      assertThat(Json.MAPPER.valueToTree(work).path("kind").asText()).isEqualTo(work.kind());
    }
    assertThat(RESULTS.stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(NodeResult.class.getPermittedSubclasses());
  }

  @Test
  void everyOutcomeComesBackAsItWent() {
    for (NodeResult result : RESULTS) {
      comesBack(new TaskOutcome.Done(result), TaskOutcome.class);
    }
    comesBack(new TaskOutcome.Refused("expired"), TaskOutcome.class);
    comesBack(new TaskOutcome.Failed("threw"), TaskOutcome.class);
    comesBack(new TaskOutcome.Unknown("restarted"), TaskOutcome.class);
    assertThat(TaskOutcome.class.getPermittedSubclasses()).hasSize(4);
  }

  @Test
  void theRestComesBackAsItWent() {
    comesBack(new Hello("node-7", "boot", "1.0", NOW, SENSOR, "sha"), Hello.class);
    comesBack(new Welcome("1.0", NOW, true, "node-7"), Welcome.class);
    comesBack(
        new DetectionBatch(17, List.of(Detections.of("d-1"), Detections.of("d-2"))),
        DetectionBatch.class);
    comesBack(
        new DetectionsTaken(18, List.of(new DetectionsTaken.Refused(17, "no"))),
        DetectionsTaken.class);
    comesBack(new MayKill(List.of(new MayKill.Container("c", "uid"))), MayKill.class);
    comesBack(new KillPermission(List.of("c"), Duration.ofSeconds(5)), KillPermission.class);
    comesBack(new EvidenceTaken(3, true), EvidenceTaken.class);
    comesBack(
        new AgentReport(
            "boot",
            "1.0",
            NOW,
            SENSOR,
            "sha",
            120,
            new AgentReport.Spool(3, 400, NOW, 0),
            Map.of(AgentReport.EVENTS, 7L)),
        AgentReport.class);
    PodInfo pod =
        new PodInfo(
            POD,
            "node-7",
            Map.of("app", "cart"),
            new WorkloadTarget("Deployment", "shop", "cart", "w"),
            PodInfo.Phase.READY,
            false,
            List.of(new ContainerInfo("app", "c", "cart:1", true)));
    comesBack(new PodSnapshot(List.of(new NodePod(pod, Map.of("team", "x")))), PodSnapshot.class);
    comesBack(new PodGone("uid"), PodGone.class);
  }

  /** An agent of the next version says more, and is understood. */
  @Test
  void whatIsNotKnownIsLeftOut() throws Exception {
    ObjectNode hello =
        Json.MAPPER.valueToTree(new Hello("node-7", "boot", "1.0", NOW, SENSOR, "sha"));
    hello.put("colour", "blue");
    assertThat(Json.MAPPER.treeToValue(hello, Hello.class).node()).isEqualTo("node-7");
  }

  @Test
  void takesNoMoreCountersThanItShows() {
    Map<String, Long> many =
        IntStream.rangeClosed(0, AgentReport.COUNTERS_AT_MOST)
            .boxed()
            .collect(Collectors.toMap(number -> "c" + number, number -> 1L));
    assertThatThrownBy(
            () ->
                new AgentReport(
                    "", "", NOW, SENSOR, "", 0, new AgentReport.Spool(0, 0, null, 0), many))
        .hasMessageContaining("64 counters");
  }

  private static <T> void comesBack(T value, Class<T> type) {
    // as its declared type, as a body is written
    assertThat(Json.read(Json.write(value), type)).isEqualTo(value);
  }
}
