package io.nightjar.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

  private final CheckpointSigner signer;
  private final Path head;
  private Frontier frontier;
  private long checkpointed;
  private long checkpoints;
  private @Nullable Checkpoint sealed;

  private AuditLog(CheckpointSigner signer, Path head, Frontier frontier, long checkpoints) {
    this.signer = signer;
    this.head = head;
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
      throw new IOException("the key that signed the audit log is gone from " + directory);
    }
    CheckpointSigner signer = CheckpointSigner.open(directory);
    Frontier frontier = storedFrontier(connection);
    if (last != null && !signer.verifierKey().verifies(last.note())) {
      throw new IOException("checkpoint " + last.number() + " is not signed by the key here");
    }
    long size = last == null ? 0 : last.size();
    Hash root = last == null ? Frontier.EMPTY.root() : last.root();
    if (frontier.size() != size
        || !frontier.root().equals(root)
        || countLeaves(connection) != size) {
      throw new IOException("the leaves are not those of the last signed checkpoint");
    }
    return new AuditLog(
        signer, directory.resolve(HEAD_FILE), frontier, last == null ? 0 : last.number());
  }

  /** Stores one leaf; returns its index. */
  public long append(Connection connection, AuditDraft draft) throws SQLException {
    long index = frontier.size();
    byte[] leaf = AuditRecord.leaf(index, draft);
    Hash hash = Merkle.leaf(leaf);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO audit_leaves(idx, kind, time, response_id, leaf, hash)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, index);
      insert.setString(2, draft.kind());
      insert.setString(3, draft.time().toString());
      insert.setString(4, draft.responseId());
      insert.setBytes(5, leaf);
      insert.setBytes(6, hash.bytes());
      insert.executeUpdate();
    }
    frontier = frontier.append(hash);
    return index;
  }

  /** Where the tree stands now; {@link #reset} returns to it after a rollback. */
  public Frontier mark() {
    return frontier;
  }

  public void reset(Frontier mark) {
    frontier = mark;
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
                "INSERT OR REPLACE INTO audit_frontier(id, size, subtrees) VALUES (1, ?, ?)")) {
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

  /** The transaction of the last {@link #seal} is durable. */
  public void committed() {
    Checkpoint checkpoint = sealed;
    if (checkpoint == null) {
      return;
    }
    sealed = null;
    checkpointed = checkpoint.size();
    checkpoints = checkpoint.number();
    Path fresh = head.resolveSibling(HEAD_FILE + ".new");
    try {
      Files.writeString(fresh, checkpoint.note());
      Files.move(fresh, head, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // the database has it; this copy only helps to notice that somebody cut the log back
      LOG.warn("cannot write {}: {}", head, e.toString());
    }
  }

  /**
   * Proves that leaf {@code index} is in the tree of the last checkpoint; reads every leaf hash.
   *
   * @throws IndexOutOfBoundsException when no checkpoint covers such a leaf
   */
  public static InclusionProof proof(Connection connection, long index) throws SQLException {
    Checkpoint checkpoint = lastCheckpoint(connection);
    if (checkpoint == null || index < 0 || index >= checkpoint.size()) {
      throw new IndexOutOfBoundsException("no checkpoint covers a leaf " + index);
    }
    List<Hash> hashes = new ArrayList<>();
    String leaf = "";
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT hash, CASE idx WHEN ? THEN leaf END FROM audit_leaves"
                + " WHERE idx < ? ORDER BY idx")) {
      select.setLong(1, index);
      select.setLong(2, checkpoint.size());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (hashes.size() == index) {
            leaf = new String(rows.getBytes(2), StandardCharsets.UTF_8);
          }
          hashes.add(Hash.of(rows.getBytes(1)));
        }
      }
    }
    List<Hash> path = Merkle.inclusionPath(Math.toIntExact(index), hashes);
    return new InclusionProof(index, leaf, path, checkpoint);
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
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
