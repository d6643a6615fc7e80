package io.nightjar.driver;

/** The kernel cannot be observed from here; the message says in plain words what is missing. */
public final class DriverUnavailable extends Exception {
  public DriverUnavailable(String reason) {
    super(reason);
  }

  DriverUnavailable(String reason, Throwable cause) {
    super(reason, cause);
  }
}
