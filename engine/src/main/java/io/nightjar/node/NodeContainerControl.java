package io.nightjar.node;

import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.driver.ContainerFreezer;
import io.nightjar.driver.ContainerPids;
import java.util.function.BiFunction;

/** Freezes and limits containers of this node through the driver. */
public final class NodeContainerControl implements ContainerControl {

  private final String node;
  private final ContainerFreezer freezer;
  private final ContainerPids pids;

  public NodeContainerControl(String node, ContainerFreezer freezer, ContainerPids pids) {
    this.node = node;
    this.freezer = freezer;
    this.pids = pids;
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

  @Override
  public ProcessLimit processLimit(ContainerTarget target) {
    return target.node().equals(node)
        ? limit(pids.look(target.containerId(), target.podUid()))
        : limitElsewhere(target);
  }

  @Override
  public ProcessLimit limitProcesses(ContainerTarget target, long inode, String most) {
    return target.node().equals(node)
        ? limit(pids.limit(target.containerId(), target.podUid(), inode, most))
        : limitElsewhere(target);
  }

  private ProcessLimit limitElsewhere(ContainerTarget target) {
    return new ProcessLimit(State.UNAVAILABLE, "", 0, "", 0, elsewhere(target));
  }

  private static ProcessLimit limit(ContainerPids.Report report) {
    State state =
        switch (report.state()) {
          case HERE -> State.RUNNING;
          case GONE -> State.GONE;
          case UNAVAILABLE -> State.UNAVAILABLE;
        };
    return new ProcessLimit(
        state, report.most(), report.running(), report.group(), report.inode(), report.detail());
  }

  private String elsewhere(ContainerTarget target) {
    return "the container is on node " + target.node() + ", this is " + node;
  }

  private Freezing here(
      ContainerTarget target, BiFunction<String, String, ContainerFreezer.Report> what) {
    if (!target.node().equals(node)) {
      return new Freezing(State.UNAVAILABLE, State.UNAVAILABLE, "", 0, elsewhere(target));
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
