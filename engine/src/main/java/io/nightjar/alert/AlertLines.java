package io.nightjar.alert;

import io.nightjar.rules.RulePriority;

/** Writes alerts as lines, for one output. Safe for several threads. */
public interface AlertLines {

  /** Whether such an alert goes to this output at all; cheap, for it is asked by who detects. */
  boolean takes(Alert alert);

  /** Without its end. */
  String line(Alert alert);

  RulePriority priority(Alert alert);
}
