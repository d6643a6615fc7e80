package io.nightjar.agent.tasks;

import io.nightjar.actions.ContainerControl.Freezing;
import io.nightjar.actions.ContainerControl.ProcessLimit;
import io.nightjar.actions.ContainerControl.State;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.EvidenceSource.Order;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.ProcessControl.StopResult;
import io.nightjar.actions.ProcessControl.StoppedProcess;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what a task wants by the controls of this node, each of which makes sure itself that its
 * target is still the one that is meant, and here. What an earlier process may have done is looked
 * up, and done only where it plainly was not.
 */
final class NodeHands {

  private final NodeControls controls;
  private final Uploading uploading;

  /** Brings evidence to the engine. */
  @FunctionalInterface
  interface Uploading {
    /**
     * @return what could not be brought, and why
     */
    List<String> upload(String responseId, Collected collected) throws InterruptedException;
  }

  NodeHands(NodeControls controls, Uploading uploading) {
    this.controls = controls;
    this.uploading = uploading;
  }

  /** How it is before the work is begun, where that tells later whether it was done; or empty. */
  String before(NodeWork work) {
    return switch (work) {
      case NodeWork.Freeze freeze -> controls.containers().look(freeze.target()).after().name();
      case NodeWork.Thaw thaw -> controls.containers().look(thaw.target()).after().name();
      default -> "";
    };
  }

  NodeResult perform(NodeWork work) throws InterruptedException {
    return switch (work) {
      case NodeWork.Kill kill ->
          new NodeResult.Killed(controls.processes().kill(kill.target(), kill.descendants()));
      case NodeWork.Stop stop ->
          new NodeResult.Stopped(controls.processes().stop(stop.target(), stop.descendants()));
      case NodeWork.Resume resume ->
          new NodeResult.Resumed(controls.processes().resume(resume.target(), resume.stopped()));
      case NodeWork.Freeze freeze ->
          new NodeResult.Frozen(controls.containers().freeze(freeze.target()));
      case NodeWork.Thaw thaw -> new NodeResult.Frozen(controls.containers().thaw(thaw.target()));
      case NodeWork.LookContainer look ->
          new NodeResult.Frozen(controls.containers().look(look.target()));
      case NodeWork.LookLimit look ->
          new NodeResult.Limited(controls.containers().processLimit(look.target()));
      case NodeWork.Limit limit ->
          new NodeResult.Limited(
              controls.containers().limitProcesses(limit.target(), limit.inode(), limit.most()));
      case NodeWork.Cut cut ->
          new NodeResult.Network(
              controls.network().cut(cut.target(), cut.allowed(), cut.responseId()));
      case NodeWork.Restore restore ->
          new NodeResult.Network(controls.network().restore(restore.target()));
      case NodeWork.LookNetwork look ->
          new NodeResult.Network(controls.network().look(look.target()));
      case NodeWork.Collect collect ->
          new NodeResult.Collection(
              uploaded(
                  collect.responseId(),
                  controls
                      .evidence()
                      .collect(
                          new Order(
                              collect.responseId(), collect.target(), collect.kinds(), Map.of()))));
      case NodeWork.Found found -> new NodeResult.Collection(found(found.responseId()));
    };
  }

  /**
   * The outcome of what an earlier process had begun. Some work is exact, so that doing it again
   * does what was left of it and nothing else: a kill finds its process gone, a cut its rules in
   * force. Of other work it is looked up how it is.
   *
   * @param before how it was when it was begun
   */
  NodeResult lookUp(NodeWork work, String before) throws InterruptedException {
    return switch (work) {
      case NodeWork.Freeze freeze ->
          frozen(freeze, before, State.FROZEN, controls.containers().look(freeze.target()));
      case NodeWork.Thaw thaw ->
          frozen(thaw, before, State.RUNNING, controls.containers().look(thaw.target()));
      case NodeWork.Stop stop -> new NodeResult.Stopped(ours(perform(work), stop));
      case NodeWork.Limit limit -> limited(limit);
      case NodeWork.Collect collect -> {
        Collected found = found(collect.responseId());
        yield found == null ? perform(work) : new NodeResult.Collection(found);
      }
      default -> perform(work);
    };
  }

  private NodeResult frozen(NodeWork work, String before, State wanted, Freezing now)
      throws InterruptedException {
    if (now.after() != wanted || before.isEmpty() || State.valueOf(before) == wanted) {
      return perform(work);
    }
    // it is as the work leaves it, and was not when the work was begun
    return new NodeResult.Frozen(
        new Freezing(State.valueOf(before), now.after(), now.group(), now.inode(), now.detail()));
  }

  /** What stands was stopped by the run that was cut short. */
  private static StopResult ours(NodeResult again, NodeWork.Stop stop) {
    if (!(again instanceof NodeResult.Stopped stopped)) {
      throw new IllegalStateException("a stop of " + stop.target().key() + " gives what stopped");
    }
    List<StoppedProcess> all = new ArrayList<>(stopped.result().stoodBefore());
    all.addAll(stopped.result().stopped());
    return new StopResult(all, List.of(), stopped.result().refused(), stopped.result().gone());
  }

  private NodeResult limited(NodeWork.Limit limit) throws InterruptedException {
    ProcessLimit now = controls.containers().processLimit(limit.target());
    return now.inode() == limit.inode() && now.most().equals(limit.most())
        ? new NodeResult.Limited(now)
        : perform(limit);
  }

  private @Nullable Collected found(String responseId) throws InterruptedException {
    Optional<Collected> found = controls.evidence().found(responseId);
    return found.isPresent() ? uploaded(responseId, found.get()) : null;
  }

  private Collected uploaded(String responseId, Collected collected) throws InterruptedException {
    List<String> missing = uploading.upload(responseId, collected);
    if (missing.isEmpty()) {
      return collected;
    }
    List<String> notes = new ArrayList<>(collected.notes());
    notes.addAll(missing);
    return new Collected(
        collected.problem(), collected.gone(), collected.folder(), collected.artefacts(), notes);
  }
}
