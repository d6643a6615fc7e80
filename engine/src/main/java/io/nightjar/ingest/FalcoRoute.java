package io.nightjar.ingest;

import io.nightjar.http.Call;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /ingest/falco}: what Falco and Falcosidekick send, of any content type. */
final class FalcoRoute {

  private final AlertIntake intake;

  FalcoRoute(AlertIntake intake) {
    this.intake = intake;
  }

  /**
   * 200 with what became of it, also where some lines could not be read; 400 where none could; 429
   * and 503 where nothing of the rest was taken.
   */
  Reply take(Sender sender, Call call) {
    AlertBatch batch = AlertBatch.ofRequest(intake, sender, call.incoming().header("traceparent"));
    try {
      AlertBody.read(call.bytes(), batch);
      batch.flush();
    } catch (AlertIntake.NotTaken e) {
      throw new Rejection(
          e.tooFast()
              ? tooFast(String.valueOf(e.getMessage()))
              : Problem.busy(String.valueOf(e.getMessage())));
    }
    return answer(batch);
  }

  private static Problem tooFast(String detail) {
    return new Problem(
        "urn:nightjar:problem:too-fast", "Too many alerts a second", 429, detail, List.of());
  }

  private static Reply answer(AlertBatch batch) {
    if (batch.alerts() == 0) {
      throw new Rejection(
          Problem.badRequest(
              batch.refused().isEmpty()
                  ? "there is no alert in it"
                  : "no alert could be read; "
                      + batch.refused().getFirst().words()
                      + ". Falco needs json_output: true"));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("accepted", batch.taken().accepted());
    body.put("known", batch.taken().known());
    body.put("ignored", batch.taken().ignored());
    body.put("refusedCount", batch.refusals());
    body.put("refused", batch.refused());
    return Reply.ok(body);
  }
}
