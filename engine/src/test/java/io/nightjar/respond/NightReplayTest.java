package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nightjar.LibraryCache;
import io.nightjar.Replay;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.gate.Budgets;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.store.Journal;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night with everything in it, on a real store: what the journal's replay asks is what was asked,
 * byte for byte, in the same order.
 */
class NightReplayTest {
  private static final Path OUR_PLAYBOOKS =
      Path.of(System.getProperty("nightjar.home", ".."), "playbooks");
  private static final List<String> RULES =
      List.of(
          "Terminal shell in container",
          "Write below a temporary directory",
          "File made executable",
          "Execution from a temporary directory",
          "Read sensitive file untrusted",
          "Service account token read in container",
          "Drop and execute new binary in container",
          "A rule that no playbook names");
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
  private static final List<ResponseState> IN_MOTION =
      List.of(ResponseState.REQUESTED, ResponseState.ALLOWED, ResponseState.EXECUTING);

  @TempDir Path temp;
  private CompiledPlaybooks playbooks;

  @BeforeEach
  void compile() throws Exception {
    playbooks = new PlaybookCompiler(LibraryCache.FOLDER, CALENDARS.names()).load(OUR_PLAYBOOKS);
  }

  /** Something that happens; a restart where there is no detection. */
  private record Scene(Duration after, @Nullable Detection detection) {}

  private VirtualSession session(Instant start) {
    return new VirtualSession(playbooks, CALENDARS, SessionLimits.DEFAULT, start);
  }

  @Test
  void theReplayOfANightAsksTheSameByteForByte() {
    try (Night night = new Night(temp.resolve("one"))) {
      night.play(script(false));
      assertThat(night.asked).hasSizeGreaterThan(40);
      for (String kind :
          List.of("isolate-pod", "scale-to-zero", "roll-back-image", "process:kill", "notice ")) {
        assertThat(night.asked.stream().anyMatch(line -> line.contains(kind))).as(kind).isTrue();
      }
      List<String> again = new ArrayList<>();
      try (VirtualSession session = session(Requests.TIME.minus(SessionLimits.MEMORY))) {
        new Replay(night.desk.state.database(), Requests.TIME)
            .each(fact -> again.addAll(json(session.insert(fact))));
        again.addAll(json(session.advanceTo(night.desk.clock.instant())));
      }
      assertThat(String.join("\n", again).getBytes(StandardCharsets.UTF_8))
          .isEqualTo(String.join("\n", night.asked).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aRestartInTheMiddleOfTheNightChangesNothing() {
    Map<String, String> whole;
    try (Night night = new Night(temp.resolve("one"))) {
      night.play(script(false));
      whole = new TreeMap<>(night.byId);
    }
    try (Night night = new Night(temp.resolve("two"))) {
      night.play(script(true));
      assertThat(night.restarts).isEqualTo(2);
      assertThat(night.byId.keySet()).isEqualTo(whole.keySet());
      assertThat(night.byId).isEqualTo(whole);
      assertThat(night.changedBytes).isEmpty();
    }
  }

  /** Stock playbooks and a real desk, whose responses go back into the session as facts. */
  private final class Night implements AutoCloseable {
    private final Desk desk;
    private final Journal journal;
    private final Queue<SessionFact> changes = new ConcurrentLinkedQueue<>();
    private final Map<String, Detection> known = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> byId = new TreeMap<>();
    private final List<String> changedBytes = new ArrayList<>();
    private VirtualSession session = session(Requests.TIME.minus(SessionLimits.MEMORY));
    private long heard;
    private int restarts;

    Night(Path state) {
      GateSettings.Rate many = new GateSettings.Rate(1_000_000, Duration.ofMinutes(1));
      Action[] actions = {
        new Does("kubernetes:isolate-pod", PodTarget.class),
        new Does("process:kill", ProcessTarget.class),
        new Does("kubernetes:scale-to-zero", WorkloadTarget.class),
        new Does("kubernetes:roll-back-image", WorkloadTarget.class),
        new Does("kubernetes:enforce-read-only-root-filesystem", WorkloadTarget.class)
      };
      desk =
          Desk.open(
              state,
              GateSettings.of(Mode.ENFORCE)
                  .with(new GateSettings.Rates(many, many))
                  .with(Budgets.NONE),
              new ManualClock(),
              actions);
      journal = new Journal(desk.state.database(), desk.clock);
      desk.desk.listen(
          new ResponseListener() {
            @Override
            public void changed(Response response, @Nullable ResponseState previous) {
              changes.add(SessionFact.of(ResponseUpdate.of(response, cause(response))));
            }

            @Override
            public void escalated(Response response) {
              changes.add(
                  SessionFact.of(
                      ApprovalUnanswered.of(response, desk.clock.instant(), cause(response))));
            }
          });
    }

    private @Nullable Detection cause(Response response) {
      synchronized (known) {
        return response.request().detectionIds().stream()
            .map(known::get)
            .filter(found -> found != null)
            .findFirst()
            .orElse(null);
      }
    }

    void play(List<Scene> script) {
      for (Scene scene : script) {
        desk.advance(scene.after());
        if (scene.after().toMillis() > 100) {
          settle(); // a timer may have been due
        }
        Detection detection = scene.detection();
        if (detection == null) {
          restart();
          continue;
        }
        synchronized (known) {
          known.put(detection.id(), detection);
        }
        journal.append(detection);
        if (take(session.insert(SessionFact.of(detection)))) {
          settle();
        }
      }
      desk.advance(Duration.ofMinutes(10));
      settle();
      take(session.advanceTo(desk.clock.instant()));
      session.close();
    }

    private void restart() {
      restarts++;
      session.close();
      Instant now = desk.clock.instant();
      Instant from = now.minus(SessionLimits.PAST);
      session = session(from);
      new Replay(desk.state.database(), from)
          .each(fact -> take(session.insertPast(fact, now, now.minus(SessionLimits.MEMORY))));
      settle();
    }

    private boolean take(List<Decision> decisions) {
      for (Decision decision : decisions) {
        String json = json(List.of(decision)).getFirst();
        String id = id(decision);
        asked.add(json);
        String before = byId.putIfAbsent(id, json);
        if (before != null && !before.equals(json)) {
          changedBytes.add(before + "\n" + json);
        }
        if (decision instanceof Decision.Asked request) {
          desk.desk.request(request.request());
        }
      }
      return !decisions.isEmpty();
    }

    /** Until nothing is in motion, and the session knows of everything that became of it. */
    private void settle() {
      while (true) {
        Awaitility.await().pollInterval(POLL).until(() -> desk.desk.list(inMotion()).isEmpty());
        long leaves = leaves();
        Awaitility.await().pollInterval(POLL).until(() -> heard + changes.size() >= leaves);
        if (changes.isEmpty()) {
          return;
        }
        for (SessionFact fact = changes.poll(); fact != null; fact = changes.poll()) {
          heard++;
          take(session.insert(fact));
        }
      }
    }

    private ResponseFilter inMotion() {
      return new ResponseFilter(new TreeSet<>(IN_MOTION), "", 10);
    }

    private long leaves() {
      return desk.state
          .database()
          .read(
              connection -> {
                try (var statement = connection.createStatement();
                    var row =
                        statement.executeQuery(
                            "SELECT count(*) FROM audit_leaves WHERE kind = 'approval.escalated'"
                                + " OR (kind LIKE 'response.%' AND kind NOT IN"
                                + " ('response.joined', 'response.not-possible'))")) {
                  return row.next() ? row.getLong(1) : 0;
                }
              });
    }

    @Override
    public void close() {
      desk.close();
    }
  }

  private static List<String> json(List<Decision> decisions) {
    return decisions.stream()
        .map(
            decision ->
                switch (decision) {
                  case Decision.Asked asked -> "request " + Json.write(asked.request());
                  case Decision.Told told -> "notice " + Json.write(told.notice());
                  case Decision.NotPossible not -> "skipped " + Json.write(not.skipped());
                  case Decision.TakenOut out -> "out " + Json.write(out.fault());
                })
        .toList();
  }

  private static String id(Decision decision) {
    return switch (decision) {
      case Decision.Asked asked -> asked.request().id();
      case Decision.Told told -> told.notice().id();
      case Decision.NotPossible not -> "skipped " + Json.write(not.skipped());
      case Decision.TakenOut out -> "out " + Json.write(out.fault());
    };
  }

  private record Does(String id, Class<? extends Target> target) implements Action {
    @Override
    public ActionDescriptor descriptor() {
      return new ActionDescriptor(
          id, "for tests", target, Map.of(), true, true, true, List.of(), "D3-NI");
    }

    @Override
    public Outcome execute(ActionRequest request) {
      return new Outcome.Succeeded(
          List.of("done"), JsonNodeFactory.instance.objectNode(), List.of());
    }

    @Override
    public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
      return new UndoOutcome.Undone(List.of("undone"));
    }
  }

  /** From three in the night until after eight, when the calendars change. */
  private static List<Scene> script(boolean restarts) {
    Random random = new Random(11);
    List<Scene> scenes = new ArrayList<>();
    Instant now = Requests.TIME;
    for (int i = 0; i < 90; i++) {
      Duration after = Duration.ofMillis(1 + random.nextInt(240_000));
      now = now.plus(after);
      String rule = RULES.get(random.nextInt(RULES.size()));
      int pod = random.nextInt(4);
      scenes.add(new Scene(after, detection("d" + i, rule, pod, now)));
      if (i % 30 == 10) {
        for (int n = 0; n < 90; n++) {
          now = now.plusMillis(7);
          scenes.add(new Scene(Duration.ofMillis(7), detection("s" + i + "-" + n, rule, pod, now)));
        }
      }
      if (i % 20 == 3) {
        for (String step :
            List.of("File made executable", "Execution from a temporary directory")) {
          now = now.plusSeconds(20);
          scenes.add(new Scene(Duration.ofSeconds(20), detection(step + i, step, pod, now)));
        }
      }
      if (restarts && i % 40 == 25) {
        now = now.plusMillis(500);
        scenes.add(new Scene(Duration.ofMillis(500), null));
      } else if (i % 40 == 25) {
        now = now.plusMillis(500);
        scenes.add(
            new Scene(
                Duration.ofMillis(500),
                detection("x" + i, "A rule that no playbook names", 0, now)));
      }
    }
    return scenes;
  }

  private static Detection detection(String id, String rule, int pod, Instant time) {
    return new Detection(
        id,
        rule,
        Priority.WARNING,
        "syscall",
        new TreeSet<>(List.of("container")),
        time,
        rule,
        new TreeMap<>(Map.of("proc.name", "sh")),
        "node-1",
        new ProcessRef(100 + pod, 7, "sh", "/bin/sh", "sh -i", 0, List.of("runc")),
        "c".repeat(63) + pod,
        "main",
        "shop/app:1",
        false,
        "uid-pod-" + pod,
        "pod-" + pod,
        "shop",
        Map.of("tier", "prod"),
        new WorkloadTarget("Deployment", "shop", "app-" + pod, "uid-app-" + pod),
        List.of("/tmp"));
  }
}
