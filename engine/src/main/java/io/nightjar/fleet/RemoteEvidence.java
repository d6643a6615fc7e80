package io.nightjar.fleet;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource;
import io.nightjar.evidence.BroughtEvidence;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;
import java.util.List;
import java.util.Optional;

/**
 * Collects evidence on any node. What an agent collects it brings here, so that it lies, and is
 * verified and exported, with that of this node.
 */
record RemoteEvidence(EvidenceSource local, BroughtEvidence brought, OtherNodes nodes)
    implements EvidenceSource {

  @Override
  public Collected collect(Order order) {
    String node = order.target().node();
    if (nodes.isHere(node)) {
      return local.collect(order);
    }
    Optional<String> full = brought.open(order.responseId());
    if (full.isPresent()) {
      return new Collected(full.get(), false, "", List.of(), List.of());
    }
    List<String> there =
        order.kinds().stream().filter(kind -> !order.others().containsKey(kind)).toList();
    Collected collected =
        nodes
            .ask(
                node,
                order.responseId(),
                new NodeWork.Collect(order.responseId(), order.target(), there),
                NodeResult.Collection.class)
            .result();
    return collected == null
        ? new Collected("the agent brought nothing", false, "", List.of(), List.of())
        : brought.finish(order, collected);
  }

  /** An agent may have collected it for a run that was cut off here. */
  @Override
  public Optional<Collected> found(String responseId) {
    Optional<Collected> here = local.found(responseId);
    Optional<ContainerTarget> of =
        here.isPresent() ? Optional.empty() : nodes.tasks().collectedOf(responseId);
    if (of.isEmpty() || nodes.tasks().hasUntold(responseId)) {
      // what waits to be told is told to whoever asks to collect
      return here;
    }
    if (brought.open(responseId).isPresent()) {
      return Optional.empty();
    }
    Collected found =
        nodes
            .ask(
                of.get().node(),
                responseId,
                new NodeWork.Found(responseId),
                NodeResult.Collection.class)
            .result();
    return Optional.ofNullable(found).flatMap(one -> brought.finish(responseId, of.get(), one));
  }
}
