package io.nightjar.respond;

import org.jspecify.annotations.Nullable;

/** Hears of everything that would have become of responses, in the order of its times. */
public interface RehearsalListener {

  /**
   * A response would have come into the state that it is in now, at {@link Response#updatedAt}.
   *
   * @param previous null for a new one
   */
  void changed(Response response, @Nullable ResponseState previous);

  /** Nobody would have answered in time: the step that is the last of its answers' is told. */
  void escalated(Response response);

  /** The request would have been joined to {@code holder}, which does or awaits the same. */
  void joined(Response holder, ResponseRequest request);
}
