package io.nightjar.node;

import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.driver.network.AddressRange;
import io.nightjar.driver.network.PodNetwork;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Cuts pods of this node off the network through the driver. */
public final class NodeNetworkControl implements NetworkControl {

  private final String node;
  private final PodLookup pods;
  private final PodNetwork network;

  /**
   * @param pods tell which node a pod is on
   */
  public NodeNetworkControl(String node, PodLookup pods, PodNetwork network) {
    this.node = node;
    this.pods = pods;
    this.network = network;
  }

  @Override
  public Cut cut(PodTarget target, List<String> allowed, String responseId) {
    List<AddressRange> ranges =
        allowed.stream().map(AddressRange::parse).flatMap(Optional::stream).toList();
    return here(target, () -> network.cut(target.uid(), ranges, responseId));
  }

  @Override
  public Cut restore(PodTarget target) {
    return here(target, () -> network.restore(target.uid()));
  }

  @Override
  public Cut look(PodTarget target) {
    return here(target, () -> network.look(target.uid()));
  }

  @Override
  public boolean isRange(String text) {
    return AddressRange.parse(text).isPresent();
  }

  /** Where the processes are counts; the cluster is asked only when there are none here. */
  private Cut here(PodTarget target, Supplier<PodNetwork.Report> what) {
    PodNetwork.Report report = what.get();
    if (report.state() == PodNetwork.State.GONE) {
      String on = pods.byUid(target.uid()).map(PodInfo::node).orElse("");
      if (!on.isEmpty() && !on.equals(node)) {
        return new Cut(
            State.UNAVAILABLE,
            "",
            "",
            List.of(),
            0,
            List.of("the pod is on node " + on + ", this is " + node));
      }
    }
    return new Cut(
        state(report.state()),
        report.namespace(),
        report.responseId(),
        report.lines(),
        report.destroyed(),
        report.notes());
  }

  private static State state(PodNetwork.State state) {
    return switch (state) {
      case CUT -> State.CUT;
      case CHANGED -> State.CHANGED;
      case OPEN -> State.OPEN;
      case GONE -> State.GONE;
      case HOST_NETWORK -> State.HOST_NETWORK;
      case UNAVAILABLE -> State.UNAVAILABLE;
    };
  }
}
