package io.nightjar.fleet;

import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;

/**
 * Which node is this one, and the way to all others.
 *
 * @param here name of the node whose processes can be reached from here; empty for an engine alone
 */
record OtherNodes(String here, NodeTasks tasks) {

  boolean isHere(String node) {
    return !here.isEmpty() && here.equals(node);
  }

  boolean watchesHere() {
    return !here.isEmpty();
  }

  /**
   * On behalf of the response that this thread works on.
   *
   * @throws NodeFailure when it was not done, or nobody knows
   */
  <T extends NodeResult> T ask(String node, NodeWork work, Class<T> answer) {
    return answer.cast(tasks.ask(node, InHand.response(), work));
  }

  /** On behalf of that response. */
  <T extends NodeResult> T ask(String node, String response, NodeWork work, Class<T> answer) {
    return answer.cast(tasks.ask(node, response, work));
  }
}
