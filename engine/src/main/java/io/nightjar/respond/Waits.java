package io.nightjar.respond;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.audit.AuditDraft;
import io.nightjar.gate.Gate;
import io.nightjar.gate.Verdict;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What contains goes on trying while the cluster, or the agent of a node, is away: an attacker is
 * inside. That it waits, and why, is on record and on the page at once; people are told when it
 * lasts. What stands against it is asked before every further try.
 */
final class Waits {

  private static final String WAITING = "response.waiting";

  /** Some seconds after the first. */
  private static final int LASTING = 4;

  private final Database database;
  private final Gate gate;
  private final Steps steps;
  private final InstantSource clock;

  Waits(Database database, Gate gate, Steps steps, InstantSource clock) {
    this.database = database;
    this.gate = gate;
    this.steps = steps;
    this.clock = clock;
  }

  /**
   * What looks, reaches outside or is only a dry run can be asked for again by whoever wants it.
   */
  CarefulCalls.WhileAway of(ResponseRequest request, boolean dryRun) {
    boolean contains =
        ActionDescriptor.lane(request.actionId()) == ActionDescriptor.Lane.CONTAINING;
    return contains && !dryRun ? new One(request) : CarefulCalls.WhileAway.GIVE_UP;
  }

  /** One response; on the thread that carries it out. */
  private final class One implements CarefulCalls.WhileAway {
    private final ResponseRequest request;
    private int rounds;

    One(ResponseRequest request) {
      this.request = request;
    }

    @Override
    public Optional<String> against(String why, Instant until) {
      if (gate.judgeAgain(request) instanceof Verdict.Denied denied) {
        return Optional.of(denied.why());
      }
      rounds++;
      if (rounds == 1 || rounds == LASTING) {
        String words = why + "; tried again until " + until.truncatedTo(ChronoUnit.SECONDS);
        boolean unused = database.write(transaction -> say(transaction, words));
      }
      return Optional.empty();
    }

    private boolean say(Transaction transaction, String words) throws SQLException {
      Optional<Response> now =
          ResponseTable.find(transaction.connection(), request.id())
              .filter(response -> response.state() == ResponseState.EXECUTING);
      if (now.isEmpty()) {
        return false;
      }
      Response waiting = now.get();
      if (rounds == 1) {
        waiting = ResponseChange.of(waiting).noted("waits: " + words).at(clock.instant());
        steps.note(
            transaction,
            waiting,
            AuditDraft.of(clock.instant(), WAITING, request.id(), AuditDraft.NIGHTJAR),
            Map.of("why", words));
      }
      steps.tellWaiting(transaction, waiting, words, rounds == LASTING);
      return true;
    }
  }
}
