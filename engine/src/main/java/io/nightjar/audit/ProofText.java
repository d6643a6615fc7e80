package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Proofs as text that others' tools read: an inclusion proof as C2SP's tlog-proof, with the leaf as
 * its extra data; a consistency proof as the body that C2SP's tlog-witness takes at {@code
 * add-checkpoint}.
 */
public final class ProofText {

  private static final String INCLUSION = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final String OLD = "old ";

  private ProofText() {}

  public static String of(InclusionProof proof) {
    byte[] leaf = proof.leaf().getBytes(StandardCharsets.UTF_8);
    return INCLUSION
        + "\n"
        + EXTRA
        + Base64.getEncoder().encodeToString(leaf)
        + "\n"
        + INDEX
        + proof.index()
        + "\n"
        + lines(proof.path())
        + "\n"
        + proof.checkpoint().note();
  }

  public static String of(ConsistencyProof proof) {
    return OLD + proof.from() + "\n" + lines(proof.path()) + "\n" + proof.checkpoint().note();
  }

  private static String lines(List<Hash> path) {
    StringBuilder lines = new StringBuilder();
    for (Hash hash : path) {
      lines.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n');
    }
    return lines.toString();
  }

  /** Whether {@link #inclusion} reads it; otherwise {@link #consistency} may. */
  public static boolean isInclusion(String text) {
    return text.startsWith(INCLUSION + "\n");
  }

  /**
   * @throws IllegalArgumentException when the text is no such proof, or carries no leaf
   */
  public static InclusionProof inclusion(String text) {
    List<String> head = head(text);
    if (head.size() < 3
        || !head.get(0).equals(INCLUSION)
        || !head.get(1).startsWith(EXTRA)
        || !head.get(2).startsWith(INDEX)) {
      throw new IllegalArgumentException("an inclusion proof begins with " + INCLUSION);
    }
    byte[] leaf = Base64.getDecoder().decode(head.get(1).substring(EXTRA.length()));
    return new InclusionProof(
        Long.parseLong(head.get(2).substring(INDEX.length())),
        new String(leaf, StandardCharsets.UTF_8),
        hashes(head.subList(3, head.size())),
        checkpoint(text));
  }

  /**
   * @throws IllegalArgumentException when the text is no such proof
   */
  public static ConsistencyProof consistency(String text) {
    List<String> head = head(text);
    if (head.isEmpty() || !head.getFirst().startsWith(OLD)) {
      throw new IllegalArgumentException("a consistency proof begins with \"old\" and a size");
    }
    return new ConsistencyProof(
        Long.parseLong(head.getFirst().substring(OLD.length())),
        hashes(head.subList(1, head.size())),
        checkpoint(text));
  }

  private static List<String> head(String text) {
    int end = text.indexOf("\n\n");
    return end < 0 ? List.of() : text.substring(0, end).lines().toList();
  }

  private static Checkpoint checkpoint(String text) {
    return Checkpoint.parse(text.substring(text.indexOf("\n\n") + 2));
  }

  private static List<Hash> hashes(List<String> lines) {
    List<Hash> hashes = new ArrayList<>();
    lines.forEach(line -> hashes.add(Hash.of(Base64.getDecoder().decode(line))));
    return hashes;
  }
}
