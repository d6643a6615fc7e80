package io.nightjar.practice.registry;

import java.time.Instant;

/** The API's form of an instant: whole seconds in UTC. */
public final class Timestamps {
  private Timestamps() {}

  public static String format(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
  }
}
