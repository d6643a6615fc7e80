package io.nightjar.evidence;

import java.io.IOException;
import java.io.OutputStream;

/** Where a collector puts its artefact, bounded. One thread. */
interface Sink {

  /** Writes to the artefact; throws {@link Full} when there is no more room. */
  OutputStream out();

  /** How many bytes still fit. */
  long room();

  /** Says why the artefact is not whole. */
  void cut(String why);

  /** Says what a person should know. */
  void note(String text);

  /** There is no more room for this artefact. */
  final class Full extends IOException {
    private static final long serialVersionUID = 1;

    Full() {
      super("no more room");
    }
  }
}
