package io.nightjar.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.observe.ResponseTraces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Alerts of one body, handed on some at a time; what could not be read is told with its place. */
final class AlertBatch implements AlertBody.Taker {

  private static final int TOGETHER = 256;
  private static final int TOLD = 100;
  private static final long AGAIN_MILLIS = 500;
  private static final String OWN_SOURCE = "nightjar";

  /** One that was no alert. */
  record Refused(int line, String why) {
    String words() {
      return "line " + line + ": " + why;
    }
  }

  private final AlertIntake intake;
  private final Sender sender;
  private final boolean again;
  private final @Nullable String traceparent;
  private final List<FalcoAlert> waiting = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private Taken taken = Taken.NOTHING;
  private int alerts;
  private int refusals;

  /**
   * @param again whether what is not taken is handed in again until it is, for nobody else would
   */
  AlertBatch(AlertIntake intake, Sender sender, boolean again) {
    this(intake, sender, again, null);
  }

  private AlertBatch(
      AlertIntake intake, Sender sender, boolean again, @Nullable String traceparent) {
    this.intake = intake;
    this.sender = sender;
    this.again = again;
    this.traceparent = traceparent;
  }

  /**
   * Of a request, tried once.
   *
   * @param traceparent its header, in the trace of which the alerts stand; passed over where it is
   *     none
   */
  static AlertBatch ofRequest(AlertIntake intake, Sender sender, @Nullable String traceparent) {
    boolean valid = traceparent != null && ResponseTraces.isParent(traceparent);
    return new AlertBatch(intake, sender, false, valid ? traceparent : null);
  }

  @Override
  public void found(int place, JsonNode json) {
    try {
      FalcoAlert alert = FalcoForm.read(json);
      if (alert.source().equals(OWN_SOURCE)) {
        unreadable(place, "is Nightjar's own, which must not come back to it");
        return;
      }
      alerts++;
      waiting.add(
          traceparent == null ? alert : alert.with(ResponseTraces.TRACEPARENT, traceparent));
    } catch (FalcoForm.NoAlert e) {
      unreadable(place, String.valueOf(e.getMessage()));
      return;
    }
    if (waiting.size() >= TOGETHER) {
      flush();
    }
  }

  @Override
  public void unreadable(int place, String why) {
    intake.unreadable(1);
    refusals++;
    if (refused.size() < TOLD) {
      refused.add(new Refused(place, why));
    }
  }

  /** Hands on what was read so far. */
  void flush() {
    if (!waiting.isEmpty()) {
      List<FalcoAlert> some = List.copyOf(waiting);
      waiting.clear();
      taken = taken.plus(again ? untilTaken(some) : AlertIntake.joined(intake.take(some, sender)));
    }
  }

  /**
   * The same with the rest, without waiting: what became of all, or a failure by {@link
   * AlertIntake.NotTaken}.
   */
  CompletableFuture<Taken> rest() {
    if (waiting.isEmpty()) {
      return CompletableFuture.completedFuture(taken);
    }
    return intake.take(List.copyOf(waiting), sender).thenApply(taken::plus);
  }

  private Taken untilTaken(List<FalcoAlert> some) {
    while (true) {
      try {
        return intake.tryTake(some, sender);
      } catch (AlertIntake.NotTaken e) {
        pause(e);
      }
    }
  }

  private static void pause(AlertIntake.NotTaken why) {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }

  int alerts() {
    return alerts;
  }

  int refusals() {
    return refusals;
  }

  List<Refused> refused() {
    return refused;
  }
}
