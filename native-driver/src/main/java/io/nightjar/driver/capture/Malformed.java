package io.nightjar.driver.capture;

/** Bytes of a capture that are not what they should be; who catches it knows where they lie. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  Malformed(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
