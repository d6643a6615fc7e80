package io.nightjar.notify;

import io.nightjar.audit.AuditDraft;
import io.nightjar.store.Database;
import io.nightjar.store.Reads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Deliveries as people look at them, above all those that were given up. Any thread. */
public final class DeadLetters {

  private final Reads reads;

  public DeadLetters(Reads reads) {
    this.reads = reads;
  }

  /** Those that were given up, the latest first. */
  public List<Delivery> list(int limit) {
    return in(Delivery.State.DEAD, limit);
  }

  /** Those in that state, the latest change first. */
  public List<Delivery> in(Delivery.State state, int limit) {
    return reads.read(connection -> DeliveryTable.inState(connection, state, limit));
  }

  /** Of every state, the newest first. */
  public List<Delivery> newest(int limit) {
    return reads.read(connection -> DeliveryTable.newest(connection, limit));
  }

  /** Those whose id begins so, a few at most. */
  public List<Delivery> matching(String prefix) {
    return reads.read(connection -> DeliveryTable.matching(connection, prefix));
  }

  /**
   * Lets one that was given up be tried anew, from the beginning.
   *
   * @param who asks for it
   * @return as it waits now; empty when none of that id is dead
   */
  static Optional<Delivery> again(Database database, InstantSource clock, String id, String who) {
    return database.write(
        transaction -> {
          Delivery dead = DeliveryTable.find(transaction.connection(), id).orElse(null);
          if (dead == null || dead.state() != Delivery.State.DEAD) {
            return Optional.empty();
          }
          Instant now = clock.instant();
          Delivery waiting = revived(dead, now);
          DeliveryTable.save(transaction.connection(), waiting);
          transaction.record(
              AuditDraft.of(now, "notice.again", null, "person:" + who)
                  .with("delivery", id)
                  .with("channel", dead.channel()));
          return Optional.of(waiting);
        });
  }

  /** As new, so that its age begins again. */
  private static Delivery revived(Delivery dead, Instant now) {
    return new Delivery(
        dead.id(),
        dead.channel(),
        dead.person(),
        Delivery.State.WAITING,
        dead.form(),
        dead.urgent(),
        dead.sameness(),
        now,
        now,
        now,
        0,
        "tried anew, was given up: " + dead.why(),
        dead.handle(),
        dead.letter());
  }
}
