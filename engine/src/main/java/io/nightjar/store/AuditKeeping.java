package io.nightjar.store;

import io.nightjar.audit.Sealing;
import io.nightjar.audit.Segment;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done with the audit log beside appending: sealing old leaves, changing the key. */
public final class AuditKeeping {

  /** So many leaves are deleted in one transaction; what waits behind it waits for milliseconds. */
  private static final int CLEARED_AT_ONCE = 500;

  private final Database database;
  private final SegmentFolder folder;
  private final InstantSource clock;

  public AuditKeeping(Database database, SegmentFolder folder, InstantSource clock) {
    this.database = database;
    this.folder = folder;
    this.clock = clock;
  }

  /** Where segments are written to and looked for. */
  public SegmentFolder folder() {
    return folder;
  }

  /**
   * Moves the leaves from before that time into segment files, as far as a signed checkpoint covers
   * them alone. What an earlier sealing left behind when it was cut short is finished first.
   *
   * @return the segments made, in order
   * @throws java.io.UncheckedIOException when a file cannot be written, or the leaves are not those
   *     that were signed; what was sealed before stays sealed
   */
  public synchronized List<Segment> seal(Instant before, String actor) {
    Instant now = clock.instant();
    Instant until = before.isBefore(now) ? before : now;
    List<Segment> sealed = new ArrayList<>();
    clear();
    for (Segment next = write(until); next != null; next = write(until)) {
      Segment segment = next;
      database.write(
          transaction ->
              transaction.record(
                  Sealing.record(transaction.connection(), segment, clock.instant(), actor)));
      sealed.add(segment);
      clear();
    }
    return sealed;
  }

  private @Nullable Segment write(Instant until) {
    return database
        .read(connection -> Optional.ofNullable(Sealing.write(connection, folder, until)))
        .orElse(null);
  }

  private void clear() {
    int cleared = CLEARED_AT_ONCE;
    while (cleared > 0) {
      cleared = database.write(t -> Sealing.clear(t.connection(), CLEARED_AT_ONCE));
    }
  }

  /**
   * Gives the log a new key; the old one signs that it does.
   *
   * @return the new one
   * @throws StoreException when it cannot be stored: the old one stays in force
   */
  public VerifierKey rotateKey(String actor) {
    return database.write(transaction -> transaction.rotateAuditKey(clock.instant(), actor));
  }
}
