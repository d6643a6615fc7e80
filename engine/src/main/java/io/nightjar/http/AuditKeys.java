package io.nightjar.http;

import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.KeyChain;
import io.nightjar.audit.ProofText;
import io.nightjar.audit.VerifierKey;
import java.util.List;

/**
 * The keys of the audit log as they are sent.
 *
 * @param keys the first one first
 * @param proofs one fewer: that the key before signed the next one, each a tlog-proof
 */
public record AuditKeys(List<Key> keys, List<String> proofs) {

  public AuditKeys {
    keys = List.copyOf(keys);
    proofs = List.copyOf(proofs);
  }

  /**
   * @param key {@code name+keyid+base64}
   * @param fromCheckpoint number of the first checkpoint that it signs
   */
  public record Key(String key, long fromCheckpoint) {}

  /**
   * @throws IllegalArgumentException when the proofs do not lead on from the first key
   */
  public static AuditKeys of(VerifierKey first, List<InclusionProof> rotations) {
    KeyChain chain = KeyChain.of(first, rotations);
    return new AuditKeys(
        chain.links().stream()
            .map(link -> new Key(link.key().text(), link.fromCheckpoint()))
            .toList(),
        rotations.stream().map(ProofText::of).toList());
  }
}
