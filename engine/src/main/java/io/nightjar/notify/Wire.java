package io.nightjar.notify;

import io.nightjar.tls.OutwardTls;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a channel reaches its service.
 *
 * @param clock by which it signs
 * @param tls whom it trusts; null for those whom this machine does
 */
record Wire(InstantSource clock, @Nullable OutwardTls tls) {

  /** One that trusts whom this machine does. */
  static Wire of(InstantSource clock) {
    return new Wire(clock, null);
  }
}
