package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.NOON;
import static io.nightjar.playbook.TestPlaybooks.detection;
import static io.nightjar.playbook.TestPlaybooks.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaybookSessionTest {
  private static final String SHELL =
      """
      rule "shell"
      when
        $d : Detection( rule == "shell" )
      then
        respond.to($d).isolatePod().because("shell");
      end
      """;
  private static final String THREE =
      """
      rule "three reads"
      when
        $d : Detection( rule == "read", $pod : podUid )
        accumulate( Detection( rule == "read", podUid == $pod, this before[0s,2m] $d );
                    $n : count(1); $n >= 3 )
      then
        respond.to($d).killProcess().because("reads");
      end
      """;
  private static final String ABSENCE =
      """
      rule "still waiting"
      when
        $asked : ResponseUpdate( state == ResponseState.AWAITING_APPROVAL, $id : responseId )
        not ResponseUpdate( responseId == $id, state == ResponseState.ALLOWED, this after[0s,10m] $asked )
      then
        respond.page($asked, "oncall", "{response} waits");
      end
      """;
  private static final CompiledPlaybooks PLAYBOOKS =
      TestPlaybooks.unchecked(Map.of("shell", SHELL, "three", THREE, "absence", ABSENCE));

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void holdWhatIsEndless() {
    Endless.hold();
  }

  @AfterEach
  void closeAll() throws Exception {
    Endless.release();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private PlaybookSession session(CompiledPlaybooks playbooks, SessionLimits limits) {
    return session(playbooks, limits, this::hear);
  }

  private PlaybookSession session(
      CompiledPlaybooks playbooks, SessionLimits limits, DecisionListener listener) {
    PlaybookSession session =
        new PlaybookSession(playbooks, TestPlaybooks.CALENDARS, now::get, listener, limits);
    opened.add(session);
    return session;
  }

  private void hear(Decision decision, boolean replay) {
    String what =
        switch (decision) {
          case Decision.Asked asked ->
              asked.request().playbook() + " " + asked.request().detectionIds();
          case Decision.Told told -> "page " + told.notice().text();
          case Decision.NotPossible skipped -> "skipped";
          case Decision.TakenOut out -> "out " + out.fault().playbook() + out.fault().factId();
        };
    heard.add((replay ? "replay " : "") + what);
  }

  @Test
  void judgesWhatIsOffered() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    assertThat(session.offer(detection("a", "shell", "web-1", NOON))).isTrue();
    await().untilAsserted(() -> assertThat(heard).containsExactly("shell [a]"));
    assertThat(session.detection("a")).isPresent();
    assertThat(session.detection("b")).isEmpty();
  }

  @Test
  void theClockOfTheMachineMakesAnAbsenceCertain() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    session.offer(
        TestPlaybooks.update("r-1", "x:y", ResponseState.AWAITING_APPROVAL, "web-1", NOON));
    await().until(() -> session.waiting() == 0);
    now.set(NOON.plus(Duration.ofMinutes(11)));
    await().untilAsserted(() -> assertThat(heard).containsExactly("page r-1 waits"));
  }

  @Test
  void aFactFromAClockThatIsAheadDoesNotMoveTheSessionsClock() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("ahead", "read", "web-1", NOON.plus(Duration.ofHours(3))));
    session.offer(detection("now", "shell", "web-1", NOON));
    await().untilAsserted(() -> assertThat(heard).containsExactly("shell [now]"));
    assertThat(session.detection("now")).isPresent();
  }

  @Test
  void theJournalIsReplayedInOrderAndToldAsReplay() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, SessionLimits.DEFAULT);
    now.set(NOON.plusSeconds(60));
    session
        .start(
            PastFacts.of(
                List.of(
                    fact("c", "read", "web-1", NOON.plusSeconds(2)),
                    fact("a", "read", "web-1", NOON),
                    fact("b", "read", "web-1", NOON.plusSeconds(1)),
                    fact("s", "shell", "web-1", NOON.plusSeconds(5)))))
        .join();
    assertThat(heard).containsExactly("replay three [c]", "replay shell [s]");
    session.offer(detection("s", "shell", "web-1", NOON.plusSeconds(5)));
    session.offer(detection("d", "read", "web-1", NOON.plusSeconds(60)));
    await().untilAsserted(() -> assertThat(heard).hasSize(3).contains("three [d]"));
  }

  @Test
  void reloadKeepsTheWindowsAndAsksNothingAgain() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("s", "shell", "web-1", NOON));
    session.offer(detection("a", "read", "web-1", NOON));
    session.offer(detection("b", "read", "web-1", NOON.plusSeconds(1)));
    await().untilAsserted(() -> assertThat(session.detection("b")).isPresent());
    CompiledPlaybooks next =
        TestPlaybooks.unchecked(Map.of("shell-two", SHELL, "three-two", THREE));
    session.reload(next).get(10, TimeUnit.SECONDS);
    assertThat(session.playbooks().names()).containsExactly("shell-two", "three-two");
    session.offer(detection("c", "read", "web-1", NOON.plusSeconds(2)));
    await().untilAsserted(() -> assertThat(heard).hasSize(2));
    assertThat(heard).containsExactly("shell [s]", "three-two [c]");
  }

  @Test
  void aSequenceThatSpansAReloadMatchesOnce() throws Exception {
    String sequence =
        """
        rule "read, then shell"
        when
          $a : Detection( rule == "read", $pod : podUid )
          $b : Detection( rule == "shell", podUid == $pod, this after[0s,5m] $a )
        then
          respond.to($b).isolatePod().because("both");
        end
        """;
    CompiledPlaybooks same = TestPlaybooks.unchecked(Map.of("sequence", sequence));
    PlaybookSession session = session(same, SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("a", "read", "web-1", NOON));
    await().untilAsserted(() -> assertThat(session.detection("a")).isPresent());
    session.reload(same).get(10, TimeUnit.SECONDS);
    session.offer(detection("b", "shell", "web-1", NOON.plusSeconds(9)));
    await().untilAsserted(() -> assertThat(heard).containsExactly("sequence [a, b]"));
    session.reload(same).get(10, TimeUnit.SECONDS);
    session.offer(detection("b", "shell", "web-1", NOON.plusSeconds(9)));
    session.offer(detection("c", "shell", "web-2", NOON.plusSeconds(10)));
    await().untilAsserted(() -> assertThat(session.detection("c")).isPresent());
    assertThat(heard).containsExactly("sequence [a, b]");
  }

  @Test
  void whatNobodyLookedAtIsKnownToThePlaybooksThatCome() throws Exception {
    PlaybookSession session =
        session(TestPlaybooks.unchecked(Map.of("shell", SHELL)), SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("a", "read", "web-1", NOON));
    session.offer(detection("b", "read", "web-1", NOON.plusSeconds(1)));
    await().until(() -> session.counts().passedOver() == 2);
    session.reload(PLAYBOOKS).get(10, TimeUnit.SECONDS);
    session.offer(detection("c", "read", "web-1", NOON.plusSeconds(2)));
    await().untilAsserted(() -> assertThat(heard).containsExactly("three [c]"));
    assertThat(session.counts().passedOver()).isEqualTo(2);
  }

  @Test
  void whatIsHeldBackDuringAReloadIsJudgedByTheNextPlaybooks() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, SessionLimits.DEFAULT);
    session.start(PastFacts.of(List.of())).join();
    for (int i = 0; i < 30; i++) {
      session.offer(detection("s" + i, "shell", "web-1", NOON.plusMillis(i)));
    }
    await().until(() -> session.counts().collapsed() == 19);
    session.reload(PLAYBOOKS).get(10, TimeUnit.SECONDS);
    now.set(NOON.plusSeconds(30));
    await().untilAsserted(() -> assertThat(heard).contains("shell [s29]").hasSize(11));
  }

  @Test
  void whoeverFillsTheMailboxWaitsAndNothingIsLost() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    SessionLimits tiny = new SessionLimits(100, 100, 2, Duration.ofSeconds(10));
    PlaybookSession session =
        session(
            PLAYBOOKS,
            tiny,
            (decision, replay) -> {
              entered.countDown();
              awaitQuietly(release);
              hear(decision, replay);
            });
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("0", "shell", "web-1", NOON));
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    Thread offering =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 1; i < 6; i++) {
                    session.offer(detection("" + i, "shell", "web-1", NOON));
                  }
                });
    await().until(() -> session.waiting() == 2);
    assertThat(offering.isAlive()).isTrue();
    release.countDown();
    offering.join();
    await().until(() -> heard.size() == 6);
  }

  @Test
  void whatIsForgottenBeforeItsTimeIsTold() throws Exception {
    DecisionListener listener =
        new DecisionListener() {
          @Override
          public void decided(Decision decision, boolean replay) {}

          @Override
          public void forgotten(long facts) {
            heard.add("forgot " + facts);
          }
        };
    SessionLimits tiny = new SessionLimits(4, 100, 100, Duration.ofMillis(400));
    PlaybookSession session = session(PLAYBOOKS, tiny, listener);
    for (int i = 0; i < 6; i++) {
      session.offer(detection("d" + i, "shell", "web-" + i, NOON));
    }
    session.start(PastFacts.of(List.of())).join();
    await().untilAsserted(() -> assertThat(heard).containsExactly("forgot 2"));
    assertThat(session.counts().evicted()).isEqualTo(2);
    assertThat(session.facts()).isEqualTo(4);
  }

  @Test
  void aListenerThatFailsDoesNotEndTheSession() throws Exception {
    PlaybookSession session =
        session(
            PLAYBOOKS,
            SessionLimits.DEFAULT,
            (decision, replay) -> {
              hear(decision, replay);
              throw new IllegalStateException("the store is full");
            });
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("a", "shell", "web-1", NOON));
    session.offer(detection("b", "shell", "web-1", NOON));
    await().untilAsserted(() -> assertThat(heard).containsExactly("shell [a]", "shell [b]"));
  }

  @Test
  void aSessionWhosePlaybookDoesNotComeBackIsAbandonedAndTheOthersGoOn() throws Exception {
    CompiledPlaybooks withEndless =
        TestPlaybooks.unchecked(
            Map.of(
                "shell",
                SHELL,
                "three",
                THREE,
                "endless",
                "rule \"endless\" when $d : Detection( rule == \"shell\", id == \"bad\" )"
                    + " then io.nightjar.playbook.Endless.on($d.id()); end"));
    SessionLimits strict = new SessionLimits(1000, 1000, 100, Duration.ofMillis(300));
    PlaybookSession session = session(withEndless, strict);
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("a", "read", "web-1", NOON));
    session.offer(detection("b", "read", "web-1", NOON));
    session.offer(detection("bad", "shell", "web-1", NOON));
    session.offer(detection("c", "read", "web-1", NOON.plusSeconds(1)));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(heard).contains("out endlessbad", "three [c]"));
    assertThat(heard).anyMatch(line -> line.endsWith("shell [bad]"));
    assertThat(session.playbooks().names()).containsExactly("shell", "three");
  }

  @Test
  void aPlaybookWhoseConditionsDoNotComeBackIsNamedAndTakenOut() throws Exception {
    CompiledPlaybooks withEndless =
        TestPlaybooks.unchecked(
            Map.of(
                "shell",
                SHELL,
                "endless",
                "rule \"endless\" when $d : Detection( io.nightjar.playbook.Endless.on(id) )"
                    + " then respond.page($d, \"g\", \"{rule}\"); end"));
    SessionLimits strict = new SessionLimits(1000, 1000, 100, Duration.ofMillis(300));
    PlaybookSession session = session(withEndless, strict);
    session.start(PastFacts.of(List.of())).join();
    session.offer(detection("bad", "other", "web-1", NOON));
    session.offer(detection("good", "shell", "web-1", NOON));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(heard).contains("out endlessbad", "shell [good]"));
    assertThat(session.playbooks().names()).containsExactly("shell");
    assertThat(session.takenOut()).containsOnlyKeys("endless");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
