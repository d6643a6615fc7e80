package io.nightjar.agent.tasks;

import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.Intents;
import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A node with one process, one container and one pod, which counts what is done to it. */
final class FakeControls implements ProcessControl, ContainerControl, EvidenceSource {

  final List<String> done = new CopyOnWriteArrayList<>();
  volatile boolean processRuns = true;
  volatile boolean processStands;
  volatile State container = State.RUNNING;
  volatile Optional<Collected> collected = Optional.empty();
  volatile boolean diesAfterwards;
  volatile CountDownLatch collecting = new CountDownLatch(0);

  /** The end of the process, as far as a test can have it. */
  static final class Killed extends Error {}

  NodeControls all() {
    return new NodeControls(this, this, untouched(), this, new Intents(Path.of("never-used")));
  }

  private static NetworkControl untouched() {
    return (NetworkControl)
        Proxy.newProxyInstance(
            NetworkControl.class.getClassLoader(),
            new Class<?>[] {NetworkControl.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("no network here for " + (PodTarget) arguments[0]);
            });
  }

  private void did(String what) {
    done.add(what);
    if (diesAfterwards) {
      throw new Killed();
    }
  }

  @Override
  public KillResult kill(ProcessTarget target, boolean descendants) {
    boolean ran = processRuns;
    processRuns = false;
    did("kill");
    return new KillResult(ran ? List.of("7 (sh)") : List.of(), List.of(), !ran);
  }

  @Override
  public StopResult stop(ProcessTarget target, boolean descendants) {
    List<StoppedProcess> one = List.of(new StoppedProcess(7, 9, "7 (sh)"));
    boolean stood = processStands;
    processStands = true;
    did("stop");
    return new StopResult(stood ? List.of() : one, stood ? one : List.of(), List.of(), false);
  }

  @Override
  public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
    did("resume");
    return new ResumeResult(List.of("7 (sh)"), List.of(), List.of(), List.of());
  }

  @Override
  public Freezing freeze(ContainerTarget target) {
    return become(State.FROZEN, "freeze");
  }

  @Override
  public Freezing thaw(ContainerTarget target) {
    return become(State.RUNNING, "thaw");
  }

  private Freezing become(State wanted, String what) {
    State before = container;
    container = wanted;
    did(what);
    return new Freezing(before, wanted, "/group", 5, "");
  }

  @Override
  public Freezing look(ContainerTarget target) {
    return new Freezing(container, container, "/group", 5, "");
  }

  @Override
  public ProcessLimit processLimit(ContainerTarget target) {
    return new ProcessLimit(State.RUNNING, "max", 1, "/group", 5, "");
  }

  @Override
  public ProcessLimit limitProcesses(ContainerTarget target, long inode, String most) {
    did("limit");
    return new ProcessLimit(State.RUNNING, most, 1, "/group", inode, "");
  }

  @Override
  public Collected collect(Order order) {
    try {
      collecting.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Collected one = new Collected("", false, "/evidence", List.of(), List.of());
    collected = Optional.of(one);
    did("collect");
    return one;
  }

  @Override
  public Optional<Collected> found(String responseId) {
    return collected;
  }
}
