package io.nightjar.respond;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person must agree first; snapshotted into the response when it is created.
 *
 * @param groups who may answer; empty means any approver
 * @param within unanswered for so long, the response expires
 * @param escalateAfter unanswered for so long, {@code escalateTo} is told once; null for never
 */
public record ApprovalAsk(
    List<String> groups,
    Duration within,
    @Nullable Duration escalateAfter,
    List<String> escalateTo) {
  public ApprovalAsk {
    groups = List.copyOf(groups);
    escalateTo = List.copyOf(escalateTo);
  }
}
