package io.nightjar.cli.attack;

import io.nightjar.cli.Hints;
import io.nightjar.cli.Paint;
import io.nightjar.cli.PlainText;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What came of an attack, in a few lines. */
final class Summary {

  private final Paint paint;
  private final Hints hints;

  Summary(Paint paint, Hints hints) {
    this.paint = paint;
    this.hints = hints;
  }

  String render(Attack attack, Aftermath aftermath) {
    StringBuilder text = new StringBuilder("\n");
    List<String> missing = aftermath.missing(attack.raises());
    for (String rule : attack.raises()) {
      text.append(missing.contains(rule) ? paint.red("  not seen  ") : paint.green("  seen      "))
          .append(PlainText.of(rule))
          .append('\n');
    }
    Set<String> others = new TreeSet<>(aftermath.rules());
    attack.raises().forEach(others::remove);
    for (String rule : others) {
      text.append("  seen too  ").append(PlainText.of(rule)).append('\n');
    }
    for (Response response : aftermath.responses()) {
      text.append("  ").append(line(response)).append('\n');
    }
    if (aftermath.responses().isEmpty()) {
      text.append("  no playbook asked for anything\n");
    }
    String more = hints.type("responses list") + ", " + hints.type("detections list");
    return text.append("  more: ").append(PlainText.of(more)).toString();
  }

  private String line(Response response) {
    String action = response.request().actionId().replaceFirst("^.*:", "");
    String state = paint.state(response.state(), response.state().words());
    Long latency = response.latencyMillis();
    String took = latency == null ? "" : ", " + latency + " ms from the system call to the answer";
    String hint =
        response.state() == ResponseState.AWAITING_APPROVAL
            ? ": " + PlainText.of(hints.type("responses approve " + Notices.shortId(response.id())))
            : "";
    return Notices.shortId(response.id())
        + "  "
        + PlainText.of(action + " on " + response.request().target().describe())
        + ": "
        + state
        + took
        + hint;
  }
}
