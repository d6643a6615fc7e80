package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes an object away after a note of it: what is gone bears no mark, so without one a removal
 * whose answer was lost could not be told from somebody else's.
 */
final class NotedRemoval {
  private static final String DOUBT =
      "the answer was lost: it went after this response had begun to remove it";

  /** Answers after which it may have gone by an earlier request of the same call. */
  private static final Set<Integer> DOUBTFUL = Set.of(404, 408, 409);

  private final Intents intents;

  NotedRemoval(Intents intents) {
    this.intents = intents;
  }

  /**
   * @param removal throws what the client throws
   * @throws java.io.UncheckedIOException when it cannot be noted; then nothing is removed
   */
  void run(String responseId, Runnable removal) {
    boolean begunBefore = intents.begin(responseId);
    try {
      removal.run();
    } catch (KubernetesClientException failure) {
      if (!begunBefore && isRefusal(failure.getCode())) {
        intents.forget(responseId);
      }
      throw failure;
    }
  }

  private static boolean isRefusal(int code) {
    return code >= 400 && code < 500 && !DOUBTFUL.contains(code);
  }

  /** Whether the response may have removed what is not there any more. */
  boolean mayBeOurs(String responseId) {
    return intents.begun(responseId);
  }

  /**
   * The outcome of a removal that was not answered.
   *
   * @param change what happened, for people
   */
  static Outcome.Succeeded found(String change, List<String> warnings) {
    List<String> all = new ArrayList<>(warnings);
    all.add(DOUBT);
    return new Outcome.Succeeded(List.of(change), NullNode.getInstance(), all);
  }
}
