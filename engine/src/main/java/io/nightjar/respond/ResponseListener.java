package io.nightjar.respond;

import org.jspecify.annotations.Nullable;

/**
 * Hears of responses once what it hears is durable; called by one thread, in order. It may block
 * and may call the desk.
 */
public interface ResponseListener {

  /**
   * @param previous null for a new response
   */
  void changed(Response response, @Nullable ResponseState previous);

  /**
   * Nobody answered in time and others must be told; at least once for each escalation, a second
   * time only when Nightjar died while telling.
   */
  void escalated(Response response);

  /** A response succeeded, but what it left is in trouble; its state is the same. */
  default void troubled(Response response, String words) {}

  /**
   * What it acts on is away, and it is tried again; its state is the same.
   *
   * @param lasting whether it has waited for some time
   */
  default void waits(Response response, String words, boolean lasting) {}

  /** Somebody looks at a question; its state is the same. */
  default void acknowledged(Response response) {}
}
