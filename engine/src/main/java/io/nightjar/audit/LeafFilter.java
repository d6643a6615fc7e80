package io.nightjar.audit;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which leaves of the log somebody wants to see.
 *
 * @param kind the kind, or its beginning up to a point such as {@code response.}; empty for all
 * @param actor a part of who did it; empty for all
 * @param responseId a response, or the beginning of its id; empty for all
 * @param from leaves of then and later; null for all
 * @param to leaves of before; null for all
 * @param text a part of what stands in the leaf; empty for all
 */
public record LeafFilter(
    String kind,
    String actor,
    String responseId,
    @Nullable Instant from,
    @Nullable Instant to,
    String text) {

  public static final LeafFilter ALL = new LeafFilter("", "", "", null, null, "");

  boolean takes(AuditRecord leaf, String json) {
    return has(leaf.actor(), actor)
        && (from == null || !leaf.time().isBefore(from))
        && (to == null || leaf.time().isBefore(to))
        && has(json, text);
  }

  private static boolean has(String whole, String part) {
    return part.isEmpty() || whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
