package io.nightjar.fleet;

import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;
import java.util.List;

/** Cuts pods of any node off the network: here by itself, elsewhere through the agents. */
record RemoteNetwork(NetworkControl local, PodLookup pods, OtherNodes nodes)
    implements NetworkControl {

  @Override
  public Cut cut(PodTarget target, List<String> allowed, String responseId) {
    String node = node(target);
    return isHere(node)
        ? local.cut(target, allowed, responseId)
        : ask(node, target, new NodeWork.Cut(target, allowed, responseId));
  }

  @Override
  public Cut restore(PodTarget target) {
    String node = node(target);
    return isHere(node) ? local.restore(target) : ask(node, target, new NodeWork.Restore(target));
  }

  @Override
  public Cut look(PodTarget target) {
    String node = node(target);
    return isHere(node) ? local.look(target) : ask(node, target, new NodeWork.LookNetwork(target));
  }

  @Override
  public boolean isRange(String text) {
    return local.isRange(text);
  }

  private String node(PodTarget target) {
    return pods.byUid(target.uid()).map(PodInfo::node).orElse("");
  }

  /** Of a pod that the cluster does not know, this node may still have the processes. */
  private boolean isHere(String node) {
    return node.isEmpty() ? nodes.watchesHere() : nodes.isHere(node);
  }

  private Cut ask(String node, PodTarget target, NodeWork work) {
    return node.isEmpty()
        ? new Cut(
            State.GONE,
            "",
            "",
            List.of(),
            0,
            List.of("the cluster knows no " + target.describe() + " with that UID on any node"))
        : nodes.ask(node, work, NodeResult.Network.class).result();
  }
}
