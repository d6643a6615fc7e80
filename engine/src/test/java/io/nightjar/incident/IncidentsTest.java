package io.nightjar.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.incident.IncidentDesk.Reply;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentsTest {

  private static final Instant TIME = Detections.TIME;
  private static final InstantSource CLOCK = () -> TIME.plusSeconds(1);

  @TempDir Path temp;

  private static Detection changed(
      Detection from,
      String rule,
      Priority priority,
      io.nightjar.actions.@Nullable WorkloadTarget workload,
      String podUid,
      String containerId) {
    return new Detection(
        from.id(),
        rule,
        priority,
        from.source(),
        from.tags(),
        from.time(),
        from.output(),
        from.fields(),
        from.node(),
        from.process(),
        containerId,
        from.containerName(),
        from.image(),
        from.privileged(),
        podUid,
        from.podName(),
        from.namespace(),
        from.podLabels(),
        workload,
        from.writtenDirectories());
  }

  private static List<Incident> all(TestState state) {
    return new IncidentQueries(state.database()).list(true, "", 100);
  }

  @Test
  void whatHappensOnOneWorkloadIsOneIncident() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      Detection shell = Detections.of("a");
      Detection miner =
          changed(
              Detections.of("b", TIME.plusSeconds(60)),
              "Miner started",
              Priority.CRITICAL,
              shell.workload(),
              "another-pod",
              "b".repeat(64));
      journal.append(shell, miner, Detections.of("c", TIME.plusSeconds(120)));
      Incident incident = all(state).getFirst();
      assertThat(all(state)).hasSize(1);
      assertThat(incident.about()).isEqualTo("Deployment shop/checkout");
      assertThat(incident.severity()).isEqualTo(Priority.CRITICAL);
      assertThat(incident.detections()).isEqualTo(3);
      assertThat(incident.rules())
          .containsEntry("Terminal shell in container", 2L)
          .containsEntry("Miner started", 1L);
      assertThat(incident.openedAt()).isEqualTo(TIME);
      assertThat(incident.lastAt()).isEqualTo(TIME.plusSeconds(120));
      journal.append(shell);
      assertThat(all(state).getFirst().detections()).as("known already").isEqualTo(3);
    }
    assertThat(TestState.verify(temp).problems()).isEmpty();
  }

  @Test
  void podContainerAndNodeAreSubjectsOfTheirOwnWhereThereIsNoWorkload() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      Detection base = Detections.of("a");
      String rule = base.rule();
      journal.append(
          base,
          changed(Detections.of("b"), rule, Priority.NOTICE, null, "uid-1", base.containerId()),
          changed(Detections.of("c"), rule, Priority.NOTICE, null, "", base.containerId()),
          changed(Detections.of("d"), rule, Priority.NOTICE, null, "", ""));
      assertThat(all(state))
          .extracting(Incident::about)
          .containsExactlyInAnyOrder(
              "Deployment shop/checkout",
              "pod shop/checkout-7d4b9",
              "container checkout on node-1",
              "node node-1");
    }
  }

  @Test
  void afterAnHourOfQuietOrOnceClosedTheNextIsAnother() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      IncidentDesk desk = new IncidentDesk(state.database(), CLOCK);
      journal.append(Detections.of("a"), Detections.of("b", TIME.plusSeconds(3_600)));
      assertThat(all(state)).hasSize(1);
      journal.append(Detections.of("c", TIME.plusSeconds(7_201)));
      assertThat(all(state)).hasSize(2);
      Incident second = all(state).getFirst();
      assertThat(desk.close(second.id(), "kim", "a deployment")).isInstanceOf(Reply.Done.class);
      journal.append(Detections.of("d", TIME.plusSeconds(7_202)));
      assertThat(all(state)).hasSize(3);
      assertThat(all(state).getFirst().state()).isEqualTo(IncidentState.OPEN);
    }
  }

  @Test
  void peopleAcknowledgeCloseAndReopenAndTheTrailKnowsIt() {
    try (TestState state = TestState.open(temp)) {
      new Journal(state.database(), CLOCK).append(Detections.of("a"));
      IncidentDesk desk = new IncidentDesk(state.database(), CLOCK);
      String id = all(state).getFirst().id();
      assertThat(desk.acknowledge(id, "kim", "")).isInstanceOf(Reply.Done.class);
      assertThat(desk.acknowledge(id, "lee", "")).isInstanceOf(Reply.Refused.class);
      assertThat(desk.reopen(id, "lee", ""))
          .isEqualTo(new Reply.Refused("incident " + id + " is acknowledged"));
      assertThat(desk.close(id, " ", "")).isInstanceOf(Reply.Refused.class);
      assertThat(desk.close(id, "kim", "false alarm")).isInstanceOf(Reply.Done.class);
      assertThat(new IncidentQueries(state.database()).list(false, "", 9)).isEmpty();
      assertThat(desk.reopen(id, "lee", "it was none")).isInstanceOf(Reply.Done.class);
      assertThat(desk.close("i-none", "kim", "")).isInstanceOf(Reply.Refused.class);
      assertThat(all(state).getFirst().changes())
          .extracting(change -> change.who() + " " + change.to())
          .containsExactly("kim ACKNOWLEDGED", "kim CLOSED", "lee OPEN");
      List<AuditRecord> leaves = state.database().read(c -> AuditRecords.from(c, 0, 20));
      assertThat(leaves)
          .extracting(AuditRecord::kind)
          .containsExactly(
              "detection.accepted",
              "incident.acknowledged",
              "incident.closed",
              "incident.reopened");
    }
    assertThat(TestState.verify(temp).problems()).isEmpty();
  }

  @Test
  void aStormOnOneWorkloadIsOneIncidentThatStaysSmall() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      List<Detection> storm = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        Detection one = Detections.of("s" + i, TIME.plusMillis(i));
        storm.add(
            changed(
                one,
                "rule " + i % 70,
                Priority.NOTICE,
                one.workload(),
                one.podUid(),
                one.containerId()));
      }
      for (int from = 0; from < storm.size(); from += 500) {
        journal.append(storm.subList(from, from + 500));
      }
      Incident incident = all(state).getFirst();
      assertThat(all(state)).hasSize(1);
      assertThat(incident.detections()).isEqualTo(2_000);
      assertThat(incident.rules()).hasSize(Incident.RULES_AT_MOST + 1);
      assertThat(incident.rules().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(2_000);
      IncidentStory story =
          new IncidentQueries(state.database()).story(incident.id()).orElseThrow();
      assertThat(story.detections())
          .hasSize(40)
          .startsWith(storm.getFirst())
          .endsWith(storm.getLast());
    }
  }

  @Test
  void theSameDetectionsOpenTheSameIncidents() {
    String first;
    try (TestState state = TestState.open(temp.resolve("one"))) {
      new Journal(state.database(), CLOCK).append(Detections.of("a"));
      first = all(state).getFirst().id();
    }
    try (TestState state = TestState.open(temp.resolve("two"))) {
      new Journal(state.database(), CLOCK).append(Detections.of("a"));
      assertThat(all(state).getFirst().id()).isEqualTo(first);
    }
  }
}
