package io.nightjar.notify;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one try to deliver a letter. */
public sealed interface Sent {

  /**
   * It is there.
   *
   * @param handle by which the channel finds the message again; empty where it cannot
   */
  record Delivered(String handle) implements Sent {}

  /**
   * Not there; another try may help.
   *
   * @param why for people; holds no secret
   * @param after how long the other side wants to be left alone; null when it did not say
   */
  record Again(String why, @Nullable Duration after) implements Sent {}

  /**
   * The other side does not want it, and would not want it later.
   *
   * @param why for people; holds no secret
   */
  record Refused(String why) implements Sent {}

  /** There, and nothing to remember. */
  Sent DELIVERED = new Delivered("");
}
