package io.nightjar.respond;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Where and how actions run: a lane for each target, careful calls, and again later if need be.
 *
 * <p>What only looks has lanes and calls of its own, with threads, room and time limit apart, and
 * so has what reaches outside: whatever evidence or a slow receiver does, containment waits neither
 * behind it nor beside it.
 */
final class Hands {

  private static final Logger LOG = LoggerFactory.getLogger(Hands.class);

  private final Lanes lanes = new Lanes();
  private final CarefulCalls containing;
  private final CarefulCalls looking;
  private final CarefulCalls outside;
  private final Function<ResponseRequest, String> nodeOf;
  private final Duration storeAgainAfter;

  /**
   * @param nodeOf the name of the node that the pod of a request is on, or empty
   */
  Hands(
      CarefulCalls containing,
      CarefulCalls looking,
      CarefulCalls outside,
      Function<ResponseRequest, String> nodeOf,
      Duration storeAgainAfter) {
    this.containing = containing;
    this.looking = looking;
    this.outside = outside;
    this.nodeOf = nodeOf;
    this.storeAgainAfter = storeAgainAfter;
  }

  CarefulCalls calls(String actionId) {
    return switch (ActionDescriptor.lane(actionId)) {
      case CONTAINING -> containing;
      case LOOKING -> looking;
      case OUTSIDE -> outside;
    };
  }

  /** The lane of a request: one at a time on each target, looking and telling others beside it. */
  static String lane(ResponseRequest request) {
    return ActionDescriptor.lane(request.actionId()) + " " + request.target().key();
  }

  /**
   * The action as {@link CarefulCalls} knows it: what is called on one node says nothing of the
   * others, whatever of that node it is about.
   */
  String called(ResponseRequest request) {
    String actionId = request.actionId();
    String node =
        switch (request.target()) {
          case ProcessTarget process -> process.node();
          case ContainerTarget container -> container.node();
          case PodTarget pod -> ActionDescriptor.isOnNode(actionId) ? nodeOf.apply(request) : "";
          case WorkloadTarget workload -> "";
          case NamespaceTarget namespace -> "";
          case NodeTarget all -> ActionDescriptor.isOnNode(actionId) ? all.name() : "";
          case SecretTarget secret -> "";
        };
    return node.isEmpty()
        ? actionId
        : actionId.replaceFirst(":", Matcher.quoteReplacement(CarefulCalls.ON_NODE + node + ":"));
  }

  /**
   * Runs {@code task} in its turn, and again later whenever it cannot be done, as without a store.
   */
  void inLane(String key, String responseId, Runnable task) {
    lanes.submit(key, () -> inSameTurn(key, responseId, task));
  }

  /** Runs {@code task} now, in the lane that the caller is in, and again later as above. */
  void inSameTurn(String key, String responseId, Runnable task) {
    MDC.put("response", responseId);
    try {
      task.run();
    } catch (CancellationException stopping) {
      throw stopping;
    } catch (StoreException e) {
      LOG.error(
          "response {} stays as it is until the store can be written: {}",
          responseId,
          e.getMessage());
      inLaneAgain(key, responseId, task);
    } catch (RuntimeException e) {
      LOG.error("response {} stays as it is, and is taken up again later", responseId, e);
      inLaneAgain(key, responseId, task);
    } finally {
      MDC.remove("response");
    }
  }

  void inLaneAgain(String key, String responseId, Runnable task) {
    lanes.submitAfter(storeAgainAfter, key, () -> inSameTurn(key, responseId, task));
  }

  /** Lets running actions end for {@code patience}; what does not is left to the next start. */
  void close(Duration patience) {
    containing.stopWaiting();
    boolean finished = lanes.finish(patience);
    containing.close();
    looking.close();
    outside.close();
    if (!finished) {
      LOG.warn("actions still run while stopping");
      lanes.close();
    }
  }
}
