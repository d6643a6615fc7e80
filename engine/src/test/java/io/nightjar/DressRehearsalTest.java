package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.StoreSummary;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a standby does before it is needed. */
class DressRehearsalTest {

  private static final int PAST = 600;
  private static final Instant NOW = Detections.TIME.plus(Duration.ofMinutes(30));
  private static final InstantSource CLOCK = () -> NOW;
  private static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
  private static final String ASKS =
      """
      rule "it is seen"
      when
        $d : Detection()
      then
        respond.to($d).scaleToZero().because("{rule}");
      end
      """;

  @TempDir Path temp;
  private TestState state;

  @BeforeEach
  void somethingHappened() {
    state = TestState.open(temp.resolve("state"));
    new Journal(state.database(), CLOCK)
        .append(
            IntStream.range(0, PAST)
                .mapToObj(i -> Detections.of("d" + i, Detections.TIME.plusSeconds(i)))
                .toList());
  }

  @AfterEach
  void close() {
    state.close();
  }

  private CompiledPlaybooks playbooks(String drl) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("playbooks/one"));
    Files.writeString(folder.resolve("playbook.drl"), drl);
    Files.writeString(
        folder.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [kubernetes:scale-to-zero]\n");
    return new PlaybookCompiler(temp.resolve("cache"), Set.of()).load(temp.resolve("playbooks"));
  }

  private DressRehearsal rehearsal(String drl, InstantSource clock) throws Exception {
    return new DressRehearsal(state.path(), playbooks(drl), CALENDARS, clock);
  }

  private static void awaitEnd(DressRehearsal rehearsal) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> rehearsal.outcome().stage().compareTo(DressRehearsal.Stage.UNDER_WAY) > 0);
  }

  @Test
  void learnsThePastAndLeavesNothingBehind() throws Exception {
    DressRehearsal rehearsal = rehearsal(ASKS, CLOCK);
    assertThat(rehearsal.outcome().stage()).isEqualTo(DressRehearsal.Stage.AHEAD);
    List<StoreSummary.Table> before = StoreSummary.of(state.path()).tables();
    Set<Thread> threads = Thread.getAllStackTraces().keySet();

    rehearsal.begin();
    rehearsal.begin();
    awaitEnd(rehearsal);

    assertThat(rehearsal.outcome().stage())
        .as(rehearsal.outcome().words())
        .isEqualTo(DressRehearsal.Stage.WENT_WELL);
    assertThat(rehearsal.outcome().words()).startsWith(PAST + " facts of the past in ");
    assertThat(StoreSummary.of(state.path()).tables()).isEqualTo(before);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !threads.contains(thread))
                    .extracting(Thread::getName)
                    .doesNotContain("rehearsal", "playbook-session", "playbook-watchdog"));
    assertThat(asked()).as("what a leader asks for").isNotEmpty();
  }

  /** What the same past makes a leader ask for. */
  private Queue<Decision> asked() throws Exception {
    Queue<Decision> asked = new ConcurrentLinkedQueue<>();
    try (PlaybookSession session =
        new PlaybookSession(
            playbooks(ASKS),
            CALENDARS,
            CLOCK,
            (decision, replay) -> asked.add(decision),
            SessionLimits.DEFAULT)) {
      session.start(new Replay(state.database(), NOW.minus(SessionLimits.PAST))).get();
    }
    return asked;
  }

  @Test
  void aPlaybookThatFailsIsToldBeforeItIsNeeded() throws Exception {
    DressRehearsal rehearsal =
        rehearsal(
            ASKS.replace(
                "$d : Detection()",
                "$d : Detection( $pod : podUid ) Detection( podUid == $pod )"
                    + " Detection( podUid == $pod )"),
            CLOCK);

    rehearsal.begin();
    awaitEnd(rehearsal);

    assertThat(rehearsal.outcome().stage()).isEqualTo(DressRehearsal.Stage.FAILED);
    assertThat(rehearsal.outcome().words()).startsWith("the playbook one was taken out: ");
  }

  @Test
  void aStoreThatIsNotThereOrOfAnotherVersionHarmsNothing() throws Exception {
    DressRehearsal nowhere =
        new DressRehearsal(temp.resolve("nowhere"), playbooks(ASKS), CALENDARS, CLOCK);
    nowhere.begin();
    awaitEnd(nowhere);
    assertThat(nowhere.outcome().stage()).isEqualTo(DressRehearsal.Stage.FAILED);
    assertThat(nowhere.outcome().words()).contains("there is no ");

    TestState.tamper(state.path(), "DELETE FROM schema_versions WHERE version > 11");
    DressRehearsal before = rehearsal(ASKS, CLOCK);
    before.begin();
    awaitEnd(before);
    assertThat(before.outcome().words()).contains("schema of another version");
  }

  /** The clock stands between two facts, and with it the session that asks it. */
  @Test
  void isAbandonedInItsMidstByWhoDoesNotWaitForIt() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    DressRehearsal rehearsal =
        rehearsal(
            ASKS,
            () -> {
              if (asked.incrementAndGet() == 10) {
                held.countDown();
                awaitUninterruptibly(goOn);
              }
              return NOW;
            });
    try {
      rehearsal.begin();
      held.await();
      assertThat(rehearsal.outcome().stage()).isEqualTo(DressRehearsal.Stage.UNDER_WAY);

      rehearsal.abandon();
      awaitEnd(rehearsal);

      assertThat(rehearsal.outcome().words()).startsWith("given up");
    } finally {
      goOn.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
