package io.nightjar.http;

import io.nightjar.detect.Detection;
import io.nightjar.notify.Notice;
import io.nightjar.respond.Response;
import java.util.Set;

/** Something that happened, as those who watch get it. */
public sealed interface FeedItem {

  record Detected(Detection detection) implements FeedItem {}

  /** A response is new or has another state. */
  record Changed(Response response) implements FeedItem {}

  record Told(Notice notice) implements FeedItem {}

  /** The names of all events. */
  Set<String> EVENTS = Set.of("detection", "response", "notice");

  /** Its event name on the wire. */
  default String event() {
    return switch (this) {
      case Detected detected -> "detection";
      case Changed changed -> "response";
      case Told told -> "notice";
    };
  }

  /** What is sent. */
  default Object payload() {
    return switch (this) {
      case Detected detected -> detected.detection();
      case Changed changed -> changed.response();
      case Told told -> told.notice();
    };
  }
}
