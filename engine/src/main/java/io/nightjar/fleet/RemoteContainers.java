package io.nightjar.fleet;

import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;

/** Freezes and limits containers of any node: here by itself, elsewhere through the agents. */
record RemoteContainers(ContainerControl local, OtherNodes nodes) implements ContainerControl {

  @Override
  public Freezing freeze(ContainerTarget target) {
    return nodes.isHere(target.node())
        ? local.freeze(target)
        : frozen(target, new NodeWork.Freeze(target));
  }

  @Override
  public Freezing thaw(ContainerTarget target) {
    return nodes.isHere(target.node())
        ? local.thaw(target)
        : frozen(target, new NodeWork.Thaw(target));
  }

  @Override
  public Freezing look(ContainerTarget target) {
    return nodes.isHere(target.node())
        ? local.look(target)
        : frozen(target, new NodeWork.LookContainer(target));
  }

  @Override
  public ProcessLimit processLimit(ContainerTarget target) {
    return nodes.isHere(target.node())
        ? local.processLimit(target)
        : limited(target, new NodeWork.LookLimit(target));
  }

  @Override
  public ProcessLimit limitProcesses(ContainerTarget target, long inode, String most) {
    return nodes.isHere(target.node())
        ? local.limitProcesses(target, inode, most)
        : limited(target, new NodeWork.Limit(target, inode, most));
  }

  private Freezing frozen(ContainerTarget target, NodeWork work) {
    return nodes.ask(target.node(), work, NodeResult.Frozen.class).result();
  }

  private ProcessLimit limited(ContainerTarget target, NodeWork work) {
    return nodes.ask(target.node(), work, NodeResult.Limited.class).result();
  }
}
