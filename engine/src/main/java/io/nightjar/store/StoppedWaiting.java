package io.nightjar.store;

/** An engine that stood by was told to stop, and never led. */
public final class StoppedWaiting extends RuntimeException {

  private static final long serialVersionUID = 1;

  StoppedWaiting() {
    super("told to stop while another engine leads");
  }
}
