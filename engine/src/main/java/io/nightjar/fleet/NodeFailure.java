package io.nightjar.fleet;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that was to be done on a node did not come to its end; says what is known of it. */
final class NodeFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private NodeFailure(String words, @Nullable IOException cause) {
    super(words, cause, false, false);
  }

  /** It was not done, and will not be. */
  static NodeFailure notDone(String words) {
    return new NodeFailure(words, null);
  }

  /** Nobody knows: an answer was lost, which the responder looks after. */
  static NodeFailure unknown(String words) {
    return new NodeFailure(words, new IOException(words));
  }
}
