package io.nightjar.node;

import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.driver.ContainerFreezer;
import java.util.function.BiFunction;

/** Freezes containers of this node through the driver. */
public final class NodeContainerControl implements ContainerControl {

  private final String node;
  private final ContainerFreezer freezer;

  public NodeContainerControl(String node, ContainerFreezer freezer) {
    this.node = node;
    this.freezer = freezer;
  }

  @Override
  public Freezing freeze(ContainerTarget target) {
    return here(target, freezer::freeze);
  }

  @Override
  public Freezing thaw(ContainerTarget target) {
    return here(target, freezer::thaw);
  }

  @Override
  public Freezing look(ContainerTarget target) {
    return here(target, freezer::look);
  }

  private Freezing here(
      ContainerTarget target, BiFunction<String, String, ContainerFreezer.Report> what) {
    if (!target.node().equals(node)) {
      return new Freezing(
          State.UNAVAILABLE,
          State.UNAVAILABLE,
          "",
          0,
          "the container is on node " + target.node() + ", this is " + node);
    }
    ContainerFreezer.Report report = what.apply(target.containerId(), target.podUid());
    return new Freezing(
        state(report.before()),
        state(report.after()),
        report.group(),
        report.inode(),
        report.detail());
  }

  private static State state(ContainerFreezer.State state) {
    return switch (state) {
      case FROZEN -> State.FROZEN;
      case FREEZING -> State.FREEZING;
      case RUNNING -> State.RUNNING;
      case GONE -> State.GONE;
      case UNAVAILABLE -> State.UNAVAILABLE;
    };
  }
}
