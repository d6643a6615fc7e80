package io.nightjar.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checkpoints that were kept outside the database, by an auditor, a witness or the head file: the
 * log has to contain them. A log that was written anew and signed anew, or cut back, does not.
 */
final class KeptCheckpoints {

  private final Findings findings;
  private final List<Checkpoint> kept = new ArrayList<>();
  private final Map<Long, Hash> roots = new HashMap<>();

  KeptCheckpoints(List<String> notes, Findings findings) {
    this.findings = findings;
    for (String note : notes) {
      try {
        kept.add(Checkpoint.parse(note));
      } catch (IllegalArgumentException e) {
        findings.general(
            "a checkpoint kept outside the database cannot be read: " + e.getMessage());
      }
    }
    kept.forEach(checkpoint -> roots.put(checkpoint.size(), Hash.sha256()));
  }

  /** The tree has grown by a leaf. */
  void reached(Frontier tree) {
    if (roots.containsKey(tree.size())) {
      roots.put(tree.size(), tree.root());
    }
  }

  /** All leaves were seen. */
  void end(CheckpointTrail trail, KeyChain keys, Frontier tree) {
    for (Checkpoint checkpoint : kept) {
      boolean genuine = trail.diverged() ? keys.plausible(checkpoint) : keys.verifies(checkpoint);
      if (genuine) {
        check(checkpoint, trail, tree);
      } else {
        findings.general(
            "a checkpoint kept outside the database is not signed by "
                + keys.links().getFirst().key().label()
                + " or a key that follows from it: it is of another log, or this one was signed"
                + " anew");
      }
    }
  }

  private void check(Checkpoint checkpoint, CheckpointTrail trail, Frontier tree) {
    Checkpoint stored = trail.numbered(checkpoint.number());
    boolean sealed = stored == null && trail.isSealed(checkpoint.number());
    if (stored == null && !sealed) {
      findings.general(
          "the log was cut back: checkpoint "
              + checkpoint.number()
              + " ("
              + checkpoint.size()
              + " leaves), kept outside the database, is not in it");
    } else if (stored != null
        ? !stored.root().equals(checkpoint.root()) || stored.size() != checkpoint.size()
        : tree.size() >= checkpoint.size()
            && !checkpoint.root().equals(roots.getOrDefault(checkpoint.size(), Hash.sha256()))) {
      findings.general(
          "checkpoint "
              + checkpoint.number()
              + " is another one than was kept outside: the first "
              + checkpoint.size()
              + " leaves were written anew");
    }
  }
}
