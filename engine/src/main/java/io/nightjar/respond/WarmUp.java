package io.nightjar.respond;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes the way of a response once, without any effect, so that the first real one after hours of
 * silence does not pay for loading classes (a quarter of a second). The transaction is rolled back.
 */
final class WarmUp implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String NOTHING = "nightjar:nothing";

  private final Database database;
  private final Intake intake;
  private final Hands hands;

  WarmUp(Database database, Intake intake, Hands hands) {
    this.database = database;
    this.intake = intake;
    this.hands = hands;
  }

  @Override
  public void run() {
    try {
      Outcome unused =
          hands
              .calls(NOTHING)
              .call(NOTHING, () -> new Outcome.NothingToDo("warm-up"), Outcome.Failed::new);
      database.write(
          transaction -> {
            Response denied = intake.take(transaction, request());
            ResponseTable.find(transaction.connection(), denied.id());
            throw new RolledBack();
          });
    } catch (RolledBack asWanted) {
      LOG.debug("warm");
    } catch (StoreException | CancellationException e) {
      LOG.debug("stopped before it was warm: {}", e.getMessage());
    }
  }

  /** No action of that name exists, so the gate denies it. */
  private static ResponseRequest request() {
    return new ResponseRequest(
        NOTHING,
        "warm-up",
        "",
        NOTHING,
        new PodTarget("", "", NOTHING),
        Parameters.NONE.with("none", ""),
        "",
        List.of(),
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null);
  }

  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
