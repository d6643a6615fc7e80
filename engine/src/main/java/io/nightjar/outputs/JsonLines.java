package io.nightjar.outputs;

import io.nightjar.alert.Alert;
import io.nightjar.alert.AlertLines;
import io.nightjar.alert.AlertWriter;
import io.nightjar.config.OutputConfig.Content;
import io.nightjar.rules.RulePriority;
import java.util.Set;

/** Detections as Falco writes them, responses in the same shape. */
final class JsonLines implements AlertLines {

  private final Set<Content> what;
  private final AlertWriter detections;
  private final ResponseJson responses;

  JsonLines(Set<Content> what, AlertWriter detections, ResponseJson responses) {
    this.what = what;
    this.detections = detections;
    this.responses = responses;
  }

  @Override
  public boolean takes(Alert alert) {
    return alert instanceof Alert.Changed changed
        ? what.contains(Content.RESPONSES)
            && ResponseEvent.of(changed.response(), changed.previous()) != null
        : what.contains(Content.DETECTIONS);
  }

  @Override
  public String line(Alert alert) {
    return alert instanceof Alert.Changed changed
        ? responses.line(event(changed), changed.response())
        : detections.line(alert);
  }

  @Override
  public RulePriority priority(Alert alert) {
    return alert instanceof Alert.Changed changed
        ? event(changed).priority()
        : detections.priority(alert);
  }

  private static ResponseEvent event(Alert.Changed changed) {
    ResponseEvent event = ResponseEvent.of(changed.response(), changed.previous());
    if (event == null) {
      throw new IllegalArgumentException("nobody needs to know of " + changed.response().state());
    }
    return event;
  }
}
