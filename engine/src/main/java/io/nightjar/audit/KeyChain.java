package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one log, from the one that an auditor holds to the one that signs now. A key follows
 * only from a leaf that the key before it signed, so the first one is all that has to be trusted.
 */
public final class KeyChain {

  private final List<Link> links = new ArrayList<>();
  private @Nullable KeyRotation announced;
  private long lastLeaf = -1;

  public KeyChain(VerifierKey first) {
    links.add(new Link(first, 1));
  }

  /**
   * @param rotations proofs that each key signed the next one, the oldest first
   * @throws IllegalArgumentException when one does not hold; says which
   */
  public static KeyChain of(VerifierKey first, List<InclusionProof> rotations) {
    KeyChain chain = new KeyChain(first);
    for (InclusionProof proof : rotations) {
      Checkpoint checkpoint = proof.checkpoint();
      AuditRecord record = AuditRecord.parse(proof.leaf().getBytes(StandardCharsets.UTF_8));
      String wrong =
          !proof.holds()
              ? "its path does not lead to the checkpoint"
              : !chain.current().verifies(checkpoint.note())
                  ? "its checkpoint is not signed by " + chain.current().label()
                  : record.kind().equals(KeyRotation.KIND)
                      ? chain.announce(record)
                      : "it names no key";
      if (wrong != null) {
        throw new IllegalArgumentException("leaf " + proof.index() + ": " + wrong);
      }
      chain.covered(checkpoint);
    }
    return chain;
  }

  /**
   * @param fromCheckpoint number of the first checkpoint that it has to sign
   */
  public record Link(VerifierKey key, long fromCheckpoint) {}

  public List<Link> links() {
    return List.copyOf(links);
  }

  /** What has to sign the next checkpoint. */
  public VerifierKey current() {
    return links.getLast().key();
  }

  /**
   * Takes note of a leaf that names a new key; it counts once a checkpoint that covers it is {@link
   * #covered}.
   *
   * @return what is wrong with it, or null
   */
  @Nullable String announce(AuditRecord record) {
    try {
      KeyRotation rotation = KeyRotation.of(record);
      if (!rotation.previous().equals(current())) {
        return "it says to follow the audit key "
            + rotation.previous().label()
            + ", and the key in force is "
            + current().label();
      }
      announced = rotation;
      lastLeaf = rotation.leaf();
      return null;
    } catch (IllegalArgumentException e) {
      return "it names a new audit key that cannot be believed: " + e.getMessage();
    }
  }

  /** Whether that leaf was announced already: a sealed one may be seen twice. */
  boolean knows(long leaf) {
    return leaf <= lastLeaf;
  }

  /** A checkpoint fits the tree and carries the signature of {@link #current}. */
  void covered(Checkpoint checkpoint) {
    KeyRotation rotation = announced;
    if (rotation != null && rotation.leaf() < checkpoint.size()) {
      links.add(new Link(rotation.key(), checkpoint.number() + 1));
      announced = null;
    }
  }

  /** Whether the key that was in force for that checkpoint signed it. */
  public boolean verifies(Checkpoint checkpoint) {
    VerifierKey inForce = links.getFirst().key();
    for (Link link : links) {
      if (link.fromCheckpoint() <= checkpoint.number()) {
        inForce = link.key();
      }
    }
    return inForce.verifies(checkpoint.note());
  }

  /** Whether it may be genuine, where the log is too damaged to tell which key was in force. */
  boolean plausible(Checkpoint checkpoint) {
    KeyRotation rotation = announced;
    return links.stream().anyMatch(link -> link.key().verifies(checkpoint.note()))
        || (rotation != null && rotation.key().verifies(checkpoint.note()));
  }
}
