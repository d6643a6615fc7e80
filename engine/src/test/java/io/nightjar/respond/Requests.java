package io.nightjar.respond;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for tests. */
public final class Requests {

  public static final Instant TIME = Instant.parse("2026-03-01T03:12:09Z");
  public static final PodTarget POD = new PodTarget("shop", "checkout-7d4b9", "uid-1");

  private Requests() {}

  /** {@code fake:isolate} of a pod in namespace shop. */
  public static ResponseRequest isolate(String id) {
    return on(id, POD);
  }

  public static ResponseRequest on(String id, Target target) {
    return of(id, "night-isolate", "fake:isolate", target, null, null);
  }

  public static ResponseRequest asking(String id) {
    return asking(id, ask(Duration.ofMinutes(10), Duration.ofMinutes(4)));
  }

  public static ResponseRequest asking(String id, ApprovalAsk ask) {
    return of(id, "night-isolate", "fake:isolate", POD, null, ask);
  }

  public static ApprovalAsk ask(Duration within, @Nullable Duration escalateAfter) {
    return ApprovalAsk.of(
        List.of(),
        within,
        escalateAfter == null
            ? List.of()
            : List.of(new ApprovalAsk.Step(escalateAfter, List.of("team-lead"))));
  }

  public static ResponseRequest of(
      String id,
      String playbook,
      String action,
      Target target,
      @Nullable Duration undoAfter,
      @Nullable ApprovalAsk ask) {
    return new ResponseRequest(
        id,
        playbook,
        "shell at night",
        action,
        target,
        Parameters.NONE.with("reason", "shell"),
        "a shell in checkout-7d4b9",
        List.of("d1"),
        TIME,
        TIME,
        undoAfter,
        ask);
  }
}
