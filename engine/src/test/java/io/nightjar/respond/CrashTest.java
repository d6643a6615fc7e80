package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditReport;
import io.nightjar.detect.Detection;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a working Nightjar with SIGKILL after arbitrarily many steps, again and again on one state
 * directory, and then compares what it had acknowledged with what is there.
 */
class CrashTest {

  private static final int KILLS = 6;

  @TempDir Path temp;
  private final List<String> said = new ArrayList<>();

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
    Path state = temp.resolve("state");
    Path files = temp.resolve("files");
    Random random = new Random(20260301);
    long leaves = 0;
    for (int round = 0; round < KILLS; round++) {
      runAndKill(state, files, "round" + round, 1 + random.nextInt(160));
      AuditReport report = TestState.verify(state);
      assertThat(report.problems()).isEmpty();
      assertThat(report.leaves()).isGreaterThanOrEqualTo(leaves);
      leaves = report.leaves();
    }
    assertThat(acknowledged("approved")).as("enough happened").hasSizeGreaterThan(5);

    try (TestState last = TestState.open(state)) {
      try (ResponseDesk desk = CrashChild.desk(last.database(), files)) {
        desk.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> settled(desk));
        checkDetections(last);
        checkResponses(desk);
        checkTimers(desk);
        checkExecutions(desk, files);
      }
    }
    assertThat(TestState.verify(state).problems()).isEmpty();
  }

  private void runAndKill(Path state, Path files, String round, int killAfter)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                state.toString(),
                files.toString(),
                round)
            .redirectError(temp.resolve(round + ".err").toFile())
            .start();
    int acknowledged = 0;
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.matches("[a-z-]+ round\\d+-\\d+")) {
          said.add(line); // anything else is the log; a line cut short was not acknowledged
          acknowledged++;
        }
        if (acknowledged == killAfter) {
          // by its handle, which leaves what was said to be read; it works until the signal arrives
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor()).as(Files.readString(temp.resolve(round + ".err"))).isEqualTo(137);
  }

  private Set<String> acknowledged(String what) {
    return said.stream()
        .filter(line -> line.startsWith(what + " "))
        .map(line -> line.substring(what.length() + 1))
        .collect(Collectors.toSet());
  }

  private static List<Response> all(ResponseDesk desk) {
    return desk.list(new ResponseFilter(Set.of(), "", 1_000_000));
  }

  /** Nothing runs, every escalation and every scheduled undo happened. */
  private static boolean settled(ResponseDesk desk) {
    return all(desk).stream()
        .allMatch(
            response ->
                switch (response.state()) {
                  case AWAITING_APPROVAL -> escalations(desk, response.id()).size() == 1;
                  case SUCCEEDED -> response.request().undoAfter() == null;
                  default -> response.state() == ResponseState.UNDONE;
                });
  }

  private static List<AuditRecord> escalations(ResponseDesk desk, String id) {
    return ofKind(desk, id, "approval.escalated");
  }

  private static List<AuditRecord> ofKind(ResponseDesk desk, String id, String kind) {
    return desk.history(id).stream().filter(record -> record.kind().equals(kind)).toList();
  }

  private void checkDetections(TestState state) {
    List<Detection> stored =
        new Journal(state.database(), InstantSource.system()).since(Instant.EPOCH);
    Set<String> ids = stored.stream().map(Detection::id).collect(Collectors.toSet());
    assertThat(ids).hasSameSizeAs(stored).containsAll(acknowledged("detection"));
  }

  private void checkResponses(ResponseDesk desk) {
    Map<String, ResponseState> states =
        all(desk).stream().collect(Collectors.toMap(Response::id, Response::state));
    assertThat(states.keySet()).containsAll(acknowledged("requested"));
    Set<String> decided = new HashSet<>(acknowledged("approved"));
    decided.addAll(acknowledged("allowed"));
    decided.addAll(acknowledged("succeeded"));
    assertThat(decided)
        .allSatisfy(
            id -> assertThat(states.get(id)).isIn(ResponseState.SUCCEEDED, ResponseState.UNDONE));
    assertThat(acknowledged("undone"))
        .allSatisfy(id -> assertThat(states.get(id)).isEqualTo(ResponseState.UNDONE));
  }

  private void checkTimers(ResponseDesk desk) {
    List<Response> waiting = desk.list(ResponseFilter.in(ResponseState.AWAITING_APPROVAL));
    assertThat(waiting).isNotEmpty();
    for (Response response : waiting) {
      AuditRecord escalated = escalations(desk, response.id()).getFirst();
      ApprovalAsk ask = response.request().approval();
      assertThat(ask).isNotNull();
      Duration after = ask.escalation().getFirst().after();
      assertThat(escalated.time())
          .isAfterOrEqualTo(
              response.updatedAt().plus(after).truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    }
    for (Response response : all(desk)) {
      assertThat(escalations(desk, response.id())).hasSizeLessThanOrEqualTo(1);
      if (response.state() == ResponseState.UNDONE) {
        assertThat(ofKind(desk, response.id(), "response.undone")).hasSize(1);
      }
    }
  }

  /** One execution each, and one more for each reconciliation that the trail tells of. */
  private static void checkExecutions(ResponseDesk desk, Path files) throws IOException {
    Map<String, Integer> executions = new TreeMap<>();
    try (Stream<Path> marks = Files.list(files.resolve("executions"))) {
      marks
          .map(mark -> mark.getFileName().toString().replaceFirst("\\..*", ""))
          .forEach(id -> executions.merge(id, 1, Integer::sum));
    }
    assertThat(executions).isNotEmpty();
    for (Response response : all(desk)) {
      int done = executions.getOrDefault(response.id(), 0);
      int reconciled = ofKind(desk, response.id(), "response.reconciling").size();
      boolean acted = response.state() != ResponseState.AWAITING_APPROVAL;
      assertThat(done)
          .as("executions of %s, reconciled %s times", response.id(), reconciled)
          .isBetween(acted ? 1 : 0, acted ? 1 + reconciled : 0);
      assertThat(Files.exists(files.resolve("effects").resolve(response.id())))
          .isEqualTo(response.state() == ResponseState.SUCCEEDED);
    }
  }
}
