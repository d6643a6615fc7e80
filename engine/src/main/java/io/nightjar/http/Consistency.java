package io.nightjar.http;

import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.Hash;
import java.util.List;

/**
 * A consistency proof as it is sent.
 *
 * @param from how many leaves the older log had
 * @param path hashes in hex, in the order of RFC 6962
 * @param checkpoint the signed note of the newer log
 */
public record Consistency(long from, List<String> path, String checkpoint) {

  public static Consistency of(ConsistencyProof proof) {
    return new Consistency(
        proof.from(), proof.path().stream().map(Hash::hex).toList(), proof.checkpoint().note());
  }
}
