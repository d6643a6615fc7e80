package io.nightjar;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.Incident;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.Reads;
import io.nightjar.store.StoreSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an engine does once while it stands by, so that taking over finds everything loaded and
 * warm: a session learns the past from the store, as it will when this engine leads, and everything
 * that is decided goes nowhere. It only reads, on a thread of its own, and keeps nothing. Thread
 * safe.
 */
final class DressRehearsal {

  private static final Logger log = LoggerFactory.getLogger(DressRehearsal.class);

  /** It reads beside an engine that leads, so it may not take for ever. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path state;
  private final CompiledPlaybooks playbooks;
  private final Calendars calendars;
  private final InstantSource clock;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Void> abandoned = new CompletableFuture<>();
  private volatile Outcome outcome = new Outcome(Stage.AHEAD, "");
  private volatile @Nullable PlaybookSession session;
  private volatile String fault = "";
  private volatile long deadlineNanos;
  private long facts;

  /** How far it is. */
  enum Stage {
    AHEAD,
    UNDER_WAY,
    WENT_WELL,
    FAILED
  }

  /**
   * @param words what came of it, for people; empty before it has ended
   */
  record Outcome(Stage stage, String words) {}

  /**
   * @param state where the store's address lies
   */
  DressRehearsal(
      Path state, CompiledPlaybooks playbooks, Calendars calendars, InstantSource clock) {
    this.state = state;
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.clock = clock;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Begins; the second time nothing happens. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      outcome = new Outcome(Stage.UNDER_WAY, "");
      Thread.ofPlatform().daemon().name("rehearsal").start(this::run);
    }
  }

  /** Ends it at its next query or fact, without waiting for that. */
  void abandon() {
    abandoned.complete(null);
    PlaybookSession learning = session;
    if (learning != null) {
      learning.close();
    }
  }

  private void run() {
    deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    Outcome ended;
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      ended = rehearse(database);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = new Outcome(Stage.FAILED, "it was interrupted");
    } catch (CancellationException e) {
      ended = new Outcome(Stage.FAILED, String.valueOf(e.getMessage()));
    } catch (TimeoutException e) {
      ended = new Outcome(Stage.FAILED, tooLong());
    } catch (RuntimeException | ExecutionException | StackOverflowError | LinkageError e) {
      // it may lead all the same
      ended = new Outcome(Stage.FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
    }
    outcome = ended;
    if (ended.stage() == Stage.WENT_WELL || abandoned.isDone()) {
      log.info("the rehearsal of a takeover has ended: {}", ended.words());
    } else {
      log.warn("the rehearsal of a takeover failed: {}", ended.words());
    }
  }

  private Outcome rehearse(ReadOnlyDatabase database)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!database.read(StoreSummary::isCurrent)) {
      // whoever leads next changes it, and waits for all who read meanwhile
      return new Outcome(Stage.FAILED, "the database has the schema of another version");
    }
    long from = System.nanoTime();
    learn(database);
    if (!fault.isEmpty()) {
      return new Outcome(Stage.FAILED, fault);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    return new Outcome(Stage.WENT_WELL, facts + " facts of the past in " + millis + " ms");
  }

  private void learn(ReadOnlyDatabase database)
      throws InterruptedException, ExecutionException, TimeoutException {
    SessionLimits limits = SessionLimits.forHeap(Runtime.getRuntime().maxMemory());
    try (PlaybookSession learning =
        new PlaybookSession(playbooks, calendars, clock, (what, replay) -> hear(what), limits)) {
      session = learning;
      CompletableFuture<Void> learnt =
          learning.start(
              new Interruptible(
                  new Replay(
                      new InterruptibleReads(database),
                      clock.instant().minus(SessionLimits.PAST))));
      CompletableFuture.anyOf(learnt, abandoned)
          .get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      lookWhetherToGoOn();
    } finally {
      session = null;
    }
  }

  /** What is asked for goes nowhere; that a playbook failed is worth knowing. */
  private void hear(Decision decision) {
    if (decision instanceof Decision.TakenOut out) {
      fault = "the playbook " + out.fault().playbook() + " was taken out: " + out.fault().why();
    }
  }

  private void lookWhetherToGoOn() {
    if (abandoned.isDone()) {
      throw new CancellationException("given up, for this engine waits no longer");
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new CancellationException(tooLong());
    }
  }

  private static String tooLong() {
    return "to learn the past takes longer than " + PATIENCE.toSeconds() + " s";
  }

  /** Facts until it is abandoned. */
  private final class Interruptible implements PastFacts {
    private final PastFacts past;

    Interruptible(PastFacts past) {
      this.past = past;
    }

    @Override
    public List<Incident> incidents() {
      return past.incidents();
    }

    @Override
    public void each(Consumer<SessionFact> taker) {
      past.each(
          fact -> {
            lookWhetherToGoOn();
            facts++;
            taker.accept(fact);
          });
    }
  }

  /** Answers until it is abandoned. */
  private final class InterruptibleReads implements Reads {
    private final Reads reads;

    InterruptibleReads(Reads reads) {
      this.reads = reads;
    }

    @Override
    public <T> T read(Query<T> query) {
      lookWhetherToGoOn();
      return reads.read(query);
    }
  }
}
