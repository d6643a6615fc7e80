package io.nightjar.audit;

import io.nightjar.audit.AuditReport.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks a stored audit log from its bytes alone: every leaf against its hash, place and columns,
 * every checkpoint against the tree and its signature, and every journal and response row against
 * the leaf that it came with. Works beside a running engine and without one.
 */
public final class AuditVerifier {

  private static final int PROBLEMS_AT_MOST = 100;

  private final VerifierKey key;
  private final List<Problem> leafProblems = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private Frontier tree = Frontier.EMPTY;
  private int nextCheckpoint;
  private boolean diverged;

  private AuditVerifier(VerifierKey key) {
    this.key = key;
  }

  /**
   * @param kept notes of checkpoints kept outside the database, which must fit too: {@link
   *     AuditLog#HEAD_FILE} and whatever the auditor holds
   */
  public static AuditReport verify(Connection connection, VerifierKey key, List<String> kept)
      throws SQLException {
    boolean ownTransaction = connection.getAutoCommit();
    connection.setAutoCommit(false); // one snapshot, though the engine goes on writing
    try {
      AuditVerifier verifier = new AuditVerifier(key);
      verifier.readCheckpoints(connection, kept);
      verifier.readLeaves(connection);
      verifier.checkEnd();
      RowVerifier.problems(connection).forEach(verifier::general);
      return verifier.report();
    } finally {
      connection.rollback();
      connection.setAutoCommit(ownTransaction);
    }
  }

  private AuditReport report() {
    List<Problem> all = new ArrayList<>(leafProblems);
    all.addAll(problems);
    return new AuditReport(
        tree.size(),
        checkpoints.size(),
        checkpoints.isEmpty() ? null : checkpoints.getLast(),
        all.subList(0, Math.min(all.size(), PROBLEMS_AT_MOST)));
  }

  private void readCheckpoints(Connection connection, List<String> kept) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT number, note FROM audit_checkpoints ORDER BY number");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        readCheckpoint(rows.getLong(1), rows.getString(2));
      }
    }
    for (String note : kept) {
      Checkpoint checkpoint = signed(note, "a checkpoint kept outside the database");
      if (checkpoint != null) {
        checkKept(checkpoint);
      }
    }
  }

  private void readCheckpoint(long number, String note) {
    Checkpoint checkpoint = signed(note, "checkpoint " + number);
    if (checkpoint == null) {
      return;
    }
    long expected = checkpoints.isEmpty() ? 1 : checkpoints.getLast().number() + 1;
    if (checkpoint.number() > expected) {
      general("checkpoints " + expected + " to " + (checkpoint.number() - 1) + " are missing");
    } else if (checkpoint.number() < expected || checkpoint.number() != number) {
      general("checkpoint " + checkpoint.number() + " is stored as number " + number);
    }
    if (!checkpoints.isEmpty() && checkpoint.size() <= checkpoints.getLast().size()) {
      general("checkpoint " + number + " covers no more leaves than the one before it");
      return;
    }
    checkpoints.add(checkpoint);
  }

  private void checkKept(Checkpoint kept) {
    Checkpoint stored = null;
    for (Checkpoint candidate : checkpoints) {
      if (candidate.number() == kept.number()) {
        stored = candidate;
      }
    }
    if (stored == null) {
      general(
          "the log was cut back: checkpoint "
              + kept.number()
              + " ("
              + kept.size()
              + " leaves), kept outside the database, is not in it");
    } else if (!stored.root().equals(kept.root()) || stored.size() != kept.size()) {
      general("checkpoint " + kept.number() + " is another one than was kept outside");
    }
  }

  private @Nullable Checkpoint signed(String note, String what) {
    if (!key.verifies(note)) {
      general(what + " is not signed by " + key.name());
      return null;
    }
    try {
      return Checkpoint.parse(note);
    } catch (IllegalArgumentException e) {
      general(what + " cannot be read: " + e.getMessage());
      return null;
    }
  }

  private void readLeaves(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT idx, kind, time, response_id, leaf, hash FROM audit_leaves ORDER BY idx");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        StoredLeaf leaf = StoredLeaf.read(rows);
        if (leaf.index() != tree.size()) {
          general("leaves " + tree.size() + " to " + (leaf.index() - 1) + " are missing");
          diverged = true;
          return;
        }
        checkLeaf(leaf);
        tree = tree.append(leaf.hash());
        checkCheckpoint();
      }
    }
  }

  private void checkLeaf(StoredLeaf leaf) {
    String wrong = leaf.wrong();
    if (wrong != null) {
      leafProblems.add(new Problem(leaf.index(), leaf.kind(), leaf.time(), wrong));
    }
  }

  private void checkCheckpoint() {
    if (diverged || nextCheckpoint >= checkpoints.size()) {
      return;
    }
    Checkpoint checkpoint = checkpoints.get(nextCheckpoint);
    if (checkpoint.size() != tree.size()) {
      return;
    }
    if (!checkpoint.root().equals(tree.root())) {
      diverged = true; // every later one would fail for the same leaf
      long first = nextCheckpoint == 0 ? 0 : checkpoints.get(nextCheckpoint - 1).size();
      general(
          "checkpoint "
              + checkpoint.number()
              + " does not fit: "
              + (first == tree.size() - 1
                  ? "leaf " + first
                  : "one of the leaves " + first + " to " + (tree.size() - 1))
              + " is not the one that was signed");
    }
    nextCheckpoint++;
  }

  private void checkEnd() {
    if (diverged) {
      return;
    }
    if (nextCheckpoint < checkpoints.size()) {
      general(
          "leaves from "
              + tree.size()
              + " on are missing: checkpoint "
              + checkpoints.getLast().number()
              + " covers "
              + checkpoints.getLast().size());
    } else if (tree.size() > (checkpoints.isEmpty() ? 0 : checkpoints.getLast().size())) {
      general(
          "no checkpoint covers the leaves from "
              + (checkpoints.isEmpty() ? 0 : checkpoints.getLast().size())
              + " on: it was dropped, or they were added");
    }
  }

  private void general(String what) {
    problems.add(Problem.general(what));
  }

  /**
   * One row of the leaves table, as it is.
   *
   * @param wrong what is wrong with it in itself, or null
   */
  private record StoredLeaf(
      long index, String kind, String time, Hash hash, @Nullable String wrong) {

    static StoredLeaf read(ResultSet row) throws SQLException {
      long index = row.getLong(1);
      String kind = row.getString(2);
      String time = row.getString(3);
      byte[] leaf = row.getBytes(5);
      byte[] stored = row.getBytes(6);
      Hash hash = stored.length == Hash.LENGTH ? Hash.of(stored) : Hash.sha256(stored);
      String wrong =
          Merkle.leaf(leaf).equals(hash)
              ? wrong(index, kind, time, row.getString(4), leaf)
              : "its bytes are not those that were hashed";
      return new StoredLeaf(index, kind, time, hash, wrong);
    }

    private static @Nullable String wrong(
        long index, String kind, String time, @Nullable String responseId, byte[] leaf) {
      AuditRecord record = AuditRecord.parseOrNull(leaf);
      if (record == null) {
        return "its bytes are no audit leaf";
      }
      if (record.index() != index) {
        return "it was written as leaf " + record.index();
      }
      boolean columns =
          record.kind().equals(kind)
              && record.time().toString().equals(time)
              && Objects.equals(record.responseId(), responseId);
      return columns ? null : "the columns beside it say something else than it does";
    }
  }
}
