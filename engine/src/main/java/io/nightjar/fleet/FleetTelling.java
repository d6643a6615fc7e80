package io.nightjar.fleet;

import io.nightjar.detect.Detection;
import java.time.Duration;

/** What the engine does about what it hears of its agents. */
public interface FleetTelling {

  /** A detection of an agent is durable, and was not known before. */
  void detected(Detection detection);

  /** Detections were not taken from an agent; called often, told seldom. */
  void refused(String node, String why);

  /** Nothing is heard of an agent any more. */
  void silent(String node, Duration away);

  /** It is heard again. */
  void back(String node);
}
