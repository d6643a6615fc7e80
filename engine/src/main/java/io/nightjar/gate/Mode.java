package io.nightjar.gate;

/** Whether responses act, or only say what they would do. */
public enum Mode {
  DRY_RUN,
  ENFORCE
}
