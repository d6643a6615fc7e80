package io.nightjar.actions;

import java.util.List;

/** Cuts pods of this node off the network; the driver implements it, tests have a fake. */
public interface NetworkControl {

  /**
   * Drops everything of the pod's but loopback and what is allowed, and destroys its connections.
   * Where rules of ours are in force already, nothing is done.
   *
   * @param allowed ranges of addresses, each as it passed {@link #isRange}
   * @param responseId written to the rules
   */
  Cut cut(PodTarget target, List<String> allowed, String responseId);

  /** Takes our rules away, whatever they are by now: look before. */
  Cut restore(PodTarget target);

  /** How it is, changing nothing. */
  Cut look(PodTarget target);

  /** Whether a text is a range of addresses, such as {@code 10.0.0.0/8}. */
  boolean isRange(String text);

  /** How it is with a pod's network. */
  enum State {
    CUT,
    /** There are rules of our name that do not cut. */
    CHANGED,
    OPEN,
    /** The pod runs no process here. */
    GONE,
    /** The pod is in the host's network. */
    HOST_NETWORK,
    /** The kernel, the permissions or the place do not let it be done. */
    UNAVAILABLE
  }

  /**
   * @param namespace name of the network namespace, or empty
   * @param responseId of the response whose rules are in force, or empty
   * @param rules as the kernel lists them
   * @param destroyed connections that were destroyed
   * @param notes what a person must know
   */
  record Cut(
      State state,
      String namespace,
      String responseId,
      List<String> rules,
      int destroyed,
      List<String> notes) {}
}
