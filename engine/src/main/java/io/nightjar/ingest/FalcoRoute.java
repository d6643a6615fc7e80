package io.nightjar.ingest;

import io.nightjar.http.Call;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** {@code POST /ingest/falco}: what Falco and Falcosidekick send, of any content type. */
final class FalcoRoute {

  private static final Taken ONE_NEW = new Taken(1, 0, 0);

  /** What Falco hears of nearly every alert. */
  private static final Reply.Content ONE_TAKEN = answer(ONE_NEW, 0, List.of());

  private final AlertIntake intake;

  FalcoRoute(AlertIntake intake) {
    this.intake = intake;
  }

  /**
   * 200 with what became of it, also where some lines could not be read; 400 where none could; 429
   * and 503 where nothing of the rest was taken. Waits for nothing where the body is small: there
   * is no room in it for more alerts than are handed on together.
   */
  Reply take(Sender sender, Call call) {
    AlertBatch batch = AlertBatch.ofRequest(intake, sender, call.incoming().header("traceparent"));
    try {
      AlertBody.read(call.bytes(), batch);
    } catch (AlertIntake.NotTaken e) {
      throw refused(e);
    }
    return new Reply.Later(
        batch
            .rest()
            .handle(
                (taken, failure) -> {
                  if (failure != null) {
                    throw AlertIntake.unwrapped(failure) instanceof AlertIntake.NotTaken why
                        ? refused(why)
                        : new CompletionException(failure);
                  }
                  return answer(batch, taken);
                }));
  }

  private static Rejection refused(AlertIntake.NotTaken why) {
    String detail = String.valueOf(why.getMessage());
    return new Rejection(
        why.tooFast()
            ? new Problem(
                "urn:nightjar:problem:too-fast", "Too many alerts a second", 429, detail, List.of())
            : Problem.busy(detail));
  }

  private static Reply.Content answer(AlertBatch batch, Taken taken) {
    if (batch.alerts() == 0) {
      throw new Rejection(
          Problem.badRequest(
              batch.refused().isEmpty()
                  ? "there is no alert in it"
                  : "no alert could be read; "
                      + batch.refused().getFirst().words()
                      + ". Falco needs json_output: true"));
    }
    return batch.refusals() == 0 && taken.equals(ONE_NEW)
        ? ONE_TAKEN
        : answer(taken, batch.refusals(), batch.refused());
  }

  private static Reply.Content answer(Taken taken, int refusals, List<AlertBatch.Refused> refused) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("accepted", taken.accepted());
    body.put("known", taken.known());
    body.put("ignored", taken.ignored());
    body.put("refusedCount", refusals);
    body.put("refused", refused);
    return Reply.ok(body);
  }
}
