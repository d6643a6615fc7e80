package io.nightjar;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseQueries;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import io.nightjar.store.ReadOnlyDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an engine does once while it stands by, so that taking over finds everything loaded,
 * compiled and read before: a session learns the last hour from the store, as it will when this
 * engine leads, and everything that is decided goes nowhere. It only reads.
 *
 * @param state where the store's address lies
 */
record DressRehearsal(
    Path state,
    RuleSet rules,
    CompiledPlaybooks playbooks,
    Calendars calendars,
    InstantSource clock)
    implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(DressRehearsal.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public void run() {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      RuleEvaluator unused = new RuleEvaluator(rules);
      new ResponseQueries(database).list(ResponseFilter.ALL);
      learn(database);
      log.info("rehearsed what comes when this engine leads");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      // it may lead all the same, only more slowly: the schema may be another version's, too
      log.info("not rehearsed: {}", e.toString());
    }
  }

  private void learn(ReadOnlyDatabase database)
      throws InterruptedException, ExecutionException, TimeoutException {
    SessionLimits limits = SessionLimits.forHeap(Runtime.getRuntime().maxMemory());
    try (PlaybookSession session =
        new PlaybookSession(playbooks, calendars, clock, (decision, replay) -> {}, limits)) {
      session
          .start(new Replay(database, clock.instant().minus(SessionLimits.PAST)))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
