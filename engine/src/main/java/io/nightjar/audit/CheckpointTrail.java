package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored checkpoints, held against the tree as it grows: number, size, signature, root. What
 * does not fit is told once; after that the tree is no longer that of the later ones.
 */
final class CheckpointTrail {

  private static final int UNSIGNED_AT_MOST = 3;

  private final KeyChain keys;
  private final Findings findings;
  private final long sealed;
  private final List<Checkpoint> stored = new ArrayList<>();
  private int next;
  private long covered;
  private int unsigned;
  private boolean diverged;

  /**
   * @param sealed number of the last checkpoint that went into a segment; 0 while there is none
   */
  CheckpointTrail(KeyChain keys, Findings findings, long sealed) {
    this.keys = keys;
    this.findings = findings;
    this.sealed = sealed;
  }

  void read(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT number, note FROM audit_checkpoints ORDER BY number");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        store(rows.getLong(1), rows.getString(2));
      }
    }
  }

  private void store(long number, String note) {
    Checkpoint checkpoint = parse(note, "checkpoint " + number);
    if (checkpoint == null) {
      return;
    }
    long last = stored.isEmpty() ? 0 : stored.getLast().number();
    long expected = Math.max(last, Math.min(sealed, checkpoint.number() - 1)) + 1;
    if (checkpoint.number() > expected) {
      findings.general(
          "checkpoints " + expected + " to " + (checkpoint.number() - 1) + " are missing");
    } else if (checkpoint.number() <= last || checkpoint.number() != number) {
      findings.general("checkpoint " + checkpoint.number() + " is stored as number " + number);
    }
    if (!stored.isEmpty() && checkpoint.size() <= stored.getLast().size()) {
      findings.general("checkpoint " + number + " covers no more leaves than the one before it");
      return;
    }
    stored.add(checkpoint);
  }

  private @Nullable Checkpoint parse(String note, String what) {
    try {
      return Checkpoint.parse(note);
    } catch (IllegalArgumentException e) {
      findings.general(what + " cannot be read: " + e.getMessage());
      return null;
    }
  }

  /** The tree has grown by a leaf. */
  void reached(Frontier tree) {
    if (!diverged && next < stored.size() && stored.get(next).size() == tree.size()) {
      check(stored.get(next), tree, "");
      next++;
    }
  }

  /** A segment holds that checkpoint right here. */
  void reached(String note, Frontier tree, Segment segment) {
    Checkpoint checkpoint = parse(note, "a checkpoint in the segment " + segment.file());
    if (checkpoint == null || diverged) {
      return;
    }
    if (checkpoint.size() == tree.size()) {
      check(checkpoint, tree, " (segment " + segment.file() + ")");
    } else {
      findings.general(
          "checkpoint "
              + checkpoint.number()
              + " of "
              + checkpoint.size()
              + " leaves stands after "
              + tree.size()
              + " in the segment "
              + segment.file());
    }
  }

  private void check(Checkpoint checkpoint, Frontier tree, String where) {
    boolean genuine = keys.verifies(checkpoint); // one may be seen twice, after a new key too
    if (!genuine) {
      notSigned(checkpoint, where);
    }
    if (!checkpoint.root().equals(tree.root())) {
      diverged = true; // every later one would fail for the same leaf
      findings.general(
          "checkpoint "
              + checkpoint.number()
              + where
              + " does not fit: "
              + (covered >= tree.size() - 1
                  ? "leaf " + (tree.size() - 1)
                  : "one of the leaves " + covered + " to " + (tree.size() - 1))
              + " is not the one that was signed");
    } else if (genuine) {
      keys.covered(checkpoint);
    }
    covered = checkpoint.size();
  }

  private void notSigned(Checkpoint checkpoint, String where) {
    unsigned++;
    if (unsigned <= UNSIGNED_AT_MOST) {
      findings.general(
          "checkpoint "
              + checkpoint.number()
              + where
              + " is not signed by "
              + keys.current().label());
    }
  }

  /** A leaf is missing, so the tree cannot be made any further. */
  void lost() {
    diverged = true;
  }

  boolean diverged() {
    return diverged;
  }

  /** All leaves were seen. */
  void end(Frontier tree) {
    for (Checkpoint rest : stored.subList(next, stored.size())) {
      if (!keys.plausible(rest)) {
        notSigned(rest, "");
      }
    }
    if (unsigned > UNSIGNED_AT_MOST) {
      findings.general("and so are not " + (unsigned - UNSIGNED_AT_MOST) + " later ones");
    }
    if (diverged) {
      return;
    }
    long last = stored.isEmpty() ? 0 : stored.getLast().size();
    if (next < stored.size()) {
      findings.general(
          "leaves from "
              + tree.size()
              + " on are missing: checkpoint "
              + stored.getLast().number()
              + " covers "
              + last);
    } else if (tree.size() > last) {
      findings.general(
          "no checkpoint covers the leaves from "
              + last
              + " on: it was dropped, or they were added");
    }
  }

  int count() {
    return stored.size();
  }

  @Nullable Checkpoint last() {
    return stored.isEmpty() ? null : stored.getLast();
  }

  /** The stored one with that number, or null. */
  @Nullable Checkpoint numbered(long number) {
    for (Checkpoint checkpoint : stored) {
      if (checkpoint.number() == number) {
        return checkpoint;
      }
    }
    return null;
  }

  /** Whether that number went into a segment. */
  boolean isSealed(long number) {
    return number <= sealed;
  }
}
