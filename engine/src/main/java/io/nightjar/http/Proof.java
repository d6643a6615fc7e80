package io.nightjar.http;

import io.nightjar.audit.Hash;
import io.nightjar.audit.InclusionProof;
import java.util.List;

/**
 * An inclusion proof as it is sent.
 *
 * @param leaf the exact text of the leaf; its UTF-8 bytes are hashed
 * @param path hashes in hex, the leaf's neighbour first
 * @param checkpoint the signed note
 * @param holds whether the path leads from the leaf to the checkpoint's root
 */
public record Proof(long index, String leaf, List<String> path, String checkpoint, boolean holds) {

  public static Proof of(InclusionProof proof) {
    return new Proof(
        proof.index(),
        proof.leaf(),
        proof.path().stream().map(Hash::hex).toList(),
        proof.checkpoint().note(),
        proof.holds());
  }
}
