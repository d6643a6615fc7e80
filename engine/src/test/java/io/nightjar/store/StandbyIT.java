package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.SharedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that waits while another one leads. */
class StandbyIT {

  private static final InstantSource CLOCK = () -> Instant.parse("2026-11-20T03:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path temp;
  private PostgresServer server;
  private StoreAddress.Server address;
  private StateDirectory first;
  private StateDirectory second;
  private Database leader;
  private final AtomicBoolean goOn = new AtomicBoolean(true);
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final AtomicReference<StandingBy.Leader> seen =
      new AtomicReference<>(new StandingBy.Leader(Leadership.Term.NONE, ""));

  @BeforeEach
  void oneLeads() throws IOException {
    server = PostgresServer.orSkip();
    address = server.newDatabase();
    first = StateDirectory.open(temp.resolve("first"));
    second = StateDirectory.open(temp.resolve("second"));
    // it says seldom that it is there, as one that stands still
    leader = Database.open(first, address, standing("first", Duration.ofMinutes(5)));
    leader.lead("first", CLOCK);
    SharedKeys.copy(
        first.path().resolve(SharedKeys.AUDIT), second.path().resolve(SharedKeys.AUDIT));
  }

  @AfterEach
  void drop() {
    if (address != null) {
      leader.close();
      first.close();
      second.close();
      server.drop(address);
    }
  }

  private StandingBy standing(String engine, Duration takeOverAfter) {
    return new StandingBy(
        engine,
        takeOverAfter,
        new StandingBy.Watch() {
          @Override
          public boolean waits(StandingBy.Leader now) {
            seen.set(now);
            return goOn.get();
          }

          @Override
          public void taken() {
            taken.add(engine);
          }
        });
  }

  private StandingBy.Leader seen() {
    return Objects.requireNonNull(seen.get());
  }

  private CompletableFuture<Database> standby(Duration takeOverAfter) {
    return CompletableFuture.supplyAsync(
        () -> Database.open(second, address, standing("second", takeOverAfter)));
  }

  @Test
  void takesOverWhatTheLeaderHasLeftAndIsSeenBefore() throws Exception {
    CompletableFuture<Database> waiting = standby(Duration.ofMinutes(5));
    Awaitility.await().atMost(SOON).until(() -> !seen().from().isEmpty());
    assertThat(seen().term().engine()).isEqualTo("first");
    assertThat(leader.standbys()).isEqualTo(List.of("second"));
    assertThat(waiting).isNotDone();
    assertThat(taken).containsExactly("first");

    leader.close();

    try (Database next = waiting.get(20, TimeUnit.SECONDS)) {
      assertThat(taken).containsExactly("first", "second");
      Leadership.Term term = next.lead("second", CLOCK);
      assertThat(term.epoch()).isEqualTo(2);
      assertThat(next.leadership().fresh()).isTrue();
      assertThat(next.leadership().epoch()).isEqualTo(2);
      assertThat(next.standbys()).isEmpty();
    }
  }

  @Test
  void waitsWithoutAWordInTheServersLog() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    StandingBy standing =
        new StandingBy(
            "second", Duration.ofMinutes(5), leading -> looks.incrementAndGet() > 0 && goOn.get());
    CompletableFuture<Database> waiting =
        CompletableFuture.supplyAsync(() -> Database.open(second, address, standing));
    Awaitility.await().atMost(SOON).until(() -> looks.get() >= 3);

    // what is an error does show in it
    try (Connection reader = new PostgresBackend(address).reader();
        Statement statement = reader.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SELECT 1 / 0")).isInstanceOf(SQLException.class);
    }
    Awaitility.await().atMost(SOON).until(() -> !server.log(address).isEmpty());
    assertThat(server.log(address)).allMatch(line -> line.matches(".*(by zero|SELECT 1 / 0)"));

    leader.close();
    waiting.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void followsALeaderThatIsNotHeardThoughItsConnectionStands() throws Exception {
    Leadership old = leader.leadership();
    assertThat(old.fresh()).isTrue();

    try (Database next = standby(Duration.ofMillis(500)).get(20, TimeUnit.SECONDS)) {
      next.lead("second", CLOCK);

      assertThatThrownBy(() -> leader.record(AuditDraft.of(CLOCK.instant(), "late", null, "x")))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> leader.record(AuditDraft.of(CLOCK.instant(), "late", null, "x")))
          .hasMessageContaining("another Nightjar has taken over");
      assertThat(old.isLost()).isTrue();
      assertThatThrownBy(old::confirm).isInstanceOf(LeadershipLost.class);
      assertThat(leader.over()).isDone();
    }
  }

  @Test
  void stopsWaitingWhenItIsTold() {
    goOn.set(false);

    assertThatThrownBy(() -> standby(Duration.ofMinutes(5)).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoppedWaiting.class);
  }

  @Test
  void seesBeforehandThatItCouldNotSign() throws Exception {
    leader.read(
        connection -> {
          try {
            AuditLog.checkKey(connection, second.path());
            Files.delete(second.path().resolve(SharedKeys.AUDIT));
            assertThatThrownBy(() -> AuditLog.checkKey(connection, second.path()))
                .hasMessageContaining("there is no audit.key");
            io.nightjar.audit.CheckpointSigner.open(second.path());
            assertThatThrownBy(() -> AuditLog.checkKey(connection, second.path()))
                .hasMessageContaining("did not sign the log");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return true;
        });
  }
}
