package io.nightjar.audit;

import io.nightjar.crash.CrashPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends leaves and signed checkpoints within the database transaction of what they record. Not
 * thread-safe: the database's one writer owns it.
 *
 * <p>Appending costs O(log n): the frontier of the tree is kept, here and in the database. Reading
 * it back at start needs no trust, because its root must be the one of the last signed checkpoint.
 */
public final class AuditLog {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  /** Holds the newest checkpoint outside the database, so that cutting the log back shows. */
  public static final String HEAD_FILE = "audit.checkpoint";

  /** So old the file of the newest checkpoint may become while one commit follows the other. */
  private static final long HEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Path directory;
  private final Path head;
  private CheckpointSigner signer;
  private final List<Unwritten> unwritten = new ArrayList<>();
  private Frontier frontier;
  private long checkpointed;
  private long checkpoints;
  private @Nullable Checkpoint sealed;
  private @Nullable Checkpoint unnoted;
  private long notedNanos = System.nanoTime() - HEAD_NANOS;

  /** A leaf of the step that is under way. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Unwritten(long index, AuditDraft draft, byte[] bytes, Hash hash) {}

  private AuditLog(CheckpointSigner signer, Path directory, Frontier frontier, long checkpoints) {
    this.signer = signer;
    this.directory = directory;
    this.head = directory.resolve(HEAD_FILE);
    this.frontier = frontier;
    this.checkpointed = frontier.size();
    this.checkpoints = checkpoints;
  }

  /**
   * @param directory the state directory, which holds the signing key
   * @throws IOException when the key is unusable, or the log is not what its last checkpoint says
   */
  public static AuditLog open(Connection connection, Path directory)
      throws IOException, SQLException {
    Checkpoint last = lastCheckpoint(connection);
    if (last != null && Files.notExists(directory.resolve(CheckpointSigner.PRIVATE_FILE))) {
      throw new AuditKeyGone(directory, last.size());
    }
    KeyRotation rotation = lastRotation(connection);
    CheckpointSigner signer =
        CheckpointSigner.open(directory, rotation == null ? null : rotation.key());
    Frontier frontier = storedFrontier(connection);
    if (last != null && !signedBy(signer, rotation, last)) {
      throw new IOException("checkpoint " + last.number() + " is not signed by the key here");
    }
    long size = last == null ? 0 : last.size();
    Hash root = last == null ? Frontier.EMPTY.root() : last.root();
    if (frontier.size() != size
        || !frontier.root().equals(root)
        || countLeaves(connection) != size) {
      throw new IOException("the leaves are not those of the last signed checkpoint");
    }
    return new AuditLog(signer, directory, frontier, last == null ? 0 : last.number());
  }

  /**
   * Whether an engine with the key in {@code directory} could go on with the log; changes nothing.
   *
   * @throws IOException saying what it lacks
   */
  public static void checkKey(Connection connection, Path directory)
      throws IOException, SQLException {
    Checkpoint last = lastCheckpoint(connection);
    if (last == null) {
      return;
    }
    if (Files.notExists(directory.resolve(CheckpointSigner.PRIVATE_FILE))) {
      throw new IOException("there is no " + CheckpointSigner.PRIVATE_FILE + " in " + directory);
    }
    KeyRotation rotation = lastRotation(connection);
    CheckpointSigner signer =
        CheckpointSigner.look(directory, rotation == null ? null : rotation.key());
    if (!signedBy(signer, rotation, last)) {
      throw new IOException(
          "the key in "
              + directory
              + ", "
              + signer.verifierKey().label()
              + ", did not sign the log");
    }
  }

  private static @Nullable KeyRotation lastRotation(Connection connection)
      throws SQLException, IOException {
    try {
      return KeyRotation.last(connection);
    } catch (IllegalArgumentException e) {
      throw new IOException("the last rotation of the audit key is damaged", e);
    }
  }

  /** The checkpoint that covers a rotation is the last that the old key signs. */
  private static boolean signedBy(
      CheckpointSigner signer, @Nullable KeyRotation rotation, Checkpoint last) {
    return signer.verifierKey().verifies(last.note())
        || (rotation != null
            && rotation.leaf() < last.size()
            && rotation.previous().verifies(last.note()));
  }

  /**
   * Makes a new key and records it; the old one signs this transaction, and the new one all later
   * ones, once {@code whenDurable} is run.
   *
   * @param whenDurable gets what has to be done right after the commit, before the next one
   * @throws IOException when the new key cannot be stored: nothing was recorded
   */
  public VerifierKey rotate(
      Connection connection, Instant time, String actor, Consumer<Runnable> whenDurable)
      throws SQLException, IOException {
    KeyRotation last = KeyRotation.last(connection);
    if (last != null && last.leaf() >= checkpointed) {
      throw new IllegalStateException("the audit key is being rotated already");
    }
    CheckpointSigner next = signer.next(directory);
    append(KeyRotation.draft(time, actor, signer, next));
    whenDurable.accept(() -> adopt(next));
    return next.verifierKey();
  }

  private void adopt(CheckpointSigner next) {
    signer = next;
    try {
      next.promote(directory);
    } catch (IOException e) {
      // the next start finds the key where it is now, and does this then
      LOG.error("the new audit key stays in {}", CheckpointSigner.NEXT_FILE, e);
    }
  }

  /** What signs now. */
  public VerifierKey key() {
    return signer.verifierKey();
  }

  /** Adds one leaf to the tree and returns its index; {@link #flush} stores it. */
  public long append(AuditDraft draft) {
    long index = frontier.size();
    byte[] leaf = AuditRecord.leaf(index, draft);
    Hash hash = Merkle.leaf(leaf);
    unwritten.add(new Unwritten(index, draft, leaf, hash));
    frontier = frontier.append(hash);
    return index;
  }

  /**
   * Stores what was appended, together, for a server is asked but once then. Called at the end of
   * each step, so that a leaf that cannot be stored fails its own step only.
   */
  public void flush(Connection connection) throws SQLException {
    if (unwritten.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO audit_leaves(idx, kind, time, response_id, leaf, hash)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Unwritten leaf : unwritten) {
        insert.setLong(1, leaf.index());
        insert.setString(2, leaf.draft().kind());
        insert.setString(3, leaf.draft().time().toString());
        insert.setString(4, leaf.draft().responseId());
        insert.setBytes(5, leaf.bytes());
        insert.setBytes(6, leaf.hash().bytes());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    unwritten.clear();
  }

  /** Where the tree stands now; {@link #reset} returns to it after a rollback. */
  public Frontier mark() {
    return frontier;
  }

  public void reset(Frontier mark) {
    frontier = mark;
    unwritten.clear();
  }

  /** Signs what was appended since the last checkpoint; called last in every transaction. */
  public void seal(Connection connection) throws SQLException {
    sealed = null;
    if (frontier.size() == checkpointed) {
      return;
    }
    Checkpoint checkpoint = signer.sign(frontier, checkpoints + 1);
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO audit_checkpoints(number, size, note) VALUES (?, ?, ?)");
        PreparedStatement update =
            connection.prepareStatement(
                "INSERT INTO audit_frontier(id, size, subtrees) VALUES (1, ?, ?)"
                    + " ON CONFLICT(id) DO UPDATE SET size = excluded.size,"
                    + " subtrees = excluded.subtrees")) {
      insert.setLong(1, checkpoint.number());
      insert.setLong(2, checkpoint.size());
      insert.setString(3, checkpoint.note());
      insert.executeUpdate();
      update.setLong(1, frontier.size());
      update.setBytes(2, frontier.encode());
      update.executeUpdate();
    }
    sealed = checkpoint;
  }

  /**
   * The transaction of the last {@link #seal} is durable.
   *
   * @param moreSoon whether another one follows at once: then the file of the newest checkpoint may
   *     be left as it is for a moment
   */
  public void committed(boolean moreSoon) {
    Checkpoint checkpoint = sealed;
    if (checkpoint != null) {
      sealed = null;
      checkpointed = checkpoint.size();
      checkpoints = checkpoint.number();
      unnoted = checkpoint;
    }
    if (!moreSoon || System.nanoTime() - notedNanos > HEAD_NANOS) {
      noteHead();
    }
  }

  /** Brings the file of the newest checkpoint up to date. */
  public void noteHead() {
    Checkpoint checkpoint = unnoted;
    if (checkpoint == null) {
      return;
    }
    unnoted = null;
    notedNanos = System.nanoTime();
    Path fresh = head.resolveSibling(HEAD_FILE + ".new");
    try {
      Files.writeString(fresh, checkpoint.note());
      CrashPoint.HEAD_BEFORE_MOVE.reached();
      Files.move(fresh, head, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // the database has it; this copy only helps to notice that somebody cut the log back
      LOG.warn("cannot write {}: {}", head, e.toString());
    }
  }

  public static @Nullable Checkpoint lastCheckpoint(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT note FROM audit_checkpoints ORDER BY number DESC LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Checkpoint.parse(row.getString(1)) : null;
    }
  }

  private static Frontier storedFrontier(Connection connection) throws SQLException, IOException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT size, subtrees FROM audit_frontier WHERE id = 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Frontier.decode(row.getLong(1), row.getBytes(2)) : Frontier.EMPTY;
    } catch (IllegalArgumentException e) {
      throw new IOException("the stored frontier of the audit tree is damaged", e);
    }
  }

  private static long countLeaves(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT coalesce(max(idx), -1) + 1 FROM audit_leaves");
        ResultSet row = select.executeQuery()) {
      return Math.max(row.next() ? row.getLong(1) : 0, SegmentTable.end(connection));
    }
  }
}
