package io.nightjar.driver.scap;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventHandler;

/** Where converted events go. */
final class Output {
  private final EventEncoder encoder = new EventEncoder();
  private EventHandler handler = event -> {};
  private int sent;

  EventEncoder encoder() {
    return encoder;
  }

  void to(EventHandler newHandler) {
    handler = newHandler;
    sent = 0;
  }

  /** Events since {@link #to}. */
  int sent() {
    return sent;
  }

  void send() {
    sent++;
    handler.on(encoder.view());
  }
}
