package io.nightjar.respond;

import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * A node with one pod of one container of two processes, whose controls do what they should not.
 * What is really in force is told apart from what is answered.
 */
final class FaultNode implements ProcessControl, ContainerControl, NetworkControl, AutoCloseable {
  private static final List<StoppedProcess> TREE =
      List.of(
          new StoppedProcess(4711, 99, "4711 (xmrig)"), new StoppedProcess(4712, 100, "4712 (sh)"));
  static final String WHY = "4711: operation not permitted";

  /** What goes wrong with a call that changes something. */
  enum Fault {
    NONE,
    UNREACHABLE_ONCE,
    UNREACHABLE_FOR_LONG,
    /** It is done, and then the connection breaks. */
    ANSWER_LOST,
    /** It is done, and that is said when nobody waits for it any more. */
    ANSWERED_TOO_LATE,
    GONE,
    /** The process id was recycled, the container made anew, the pod is not the one meant. */
    NOT_THE_SAME,
    FORBIDDEN,
    /** One of the two processes is left alone. */
    HALF
  }

  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Fault fault = Fault.NONE;
  private volatile boolean inForce;
  private volatile String cutBy = "";
  private volatile int changes;
  private volatile int calls;

  void fail(Fault next) {
    fault = next;
    calls = 0;
  }

  /** Whether it is done, whatever was answered. */
  boolean isInForce() {
    return inForce;
  }

  /** How often something really changed. */
  int changes() {
    return changes;
  }

  @Override
  public void close() {
    end.countDown();
  }

  private boolean isHere() {
    return fault != Fault.GONE && fault != Fault.NOT_THE_SAME && fault != Fault.FORBIDDEN;
  }

  /** Changes it, or not, as the fault wants; what the change made of it is answered. */
  private synchronized <T> T change(boolean wanted, Supplier<T> answer) {
    calls++;
    if (fault == Fault.UNREACHABLE_FOR_LONG || (fault == Fault.UNREACHABLE_ONCE && calls == 1)) {
      throw lost();
    }
    T told = answer.get();
    if (isHere() && inForce != wanted) {
      inForce = wanted;
      changes++;
    }
    if (fault == Fault.ANSWER_LOST && calls == 1) {
      throw lost();
    }
    if (fault == Fault.ANSWERED_TOO_LATE && calls == 1) {
      try {
        end.await();
      } catch (InterruptedException abandoned) {
        Thread.currentThread().interrupt();
      }
    }
    return told;
  }

  private static UncheckedIOException lost() {
    return new UncheckedIOException(new IOException("the node does not answer"));
  }

  private List<String> refused() {
    return switch (fault) {
      case NOT_THE_SAME -> List.of("4711 is another process now");
      case FORBIDDEN -> List.of(WHY);
      case HALF -> List.of("4712 (sh): operation not permitted");
      default -> List.of();
    };
  }

  private List<StoppedProcess> reached() {
    return isHere() ? TREE.subList(0, fault == Fault.HALF ? 1 : 2) : List.of();
  }

  @Override
  public KillResult kill(ProcessTarget target, boolean descendants) {
    return change(
        true,
        () ->
            inForce
                ? new KillResult(List.of(), List.of(), true)
                : new KillResult(
                    reached().stream().map(StoppedProcess::name).toList(),
                    refused(),
                    fault == Fault.GONE));
  }

  @Override
  public StopResult stop(ProcessTarget target, boolean descendants) {
    return change(
        true,
        () ->
            inForce
                ? new StopResult(List.of(), reached(), refused(), false)
                : new StopResult(reached(), List.of(), refused(), fault == Fault.GONE));
  }

  @Override
  public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
    List<String> names = stopped.stream().map(StoppedProcess::name).toList();
    return change(
        false,
        () ->
            switch (fault) {
              case GONE -> new ResumeResult(List.of(), List.of(), names, List.of());
              case NOT_THE_SAME, FORBIDDEN ->
                  new ResumeResult(List.of(), List.of(), List.of(), refused());
              default ->
                  inForce
                      ? new ResumeResult(names, List.of(), List.of(), List.of())
                      : new ResumeResult(List.of(), names, List.of(), List.of());
            });
  }

  @Override
  public Freezing freeze(ContainerTarget target) {
    return change(true, () -> freezing(ContainerControl.State.FROZEN));
  }

  @Override
  public Freezing thaw(ContainerTarget target) {
    return change(false, () -> freezing(ContainerControl.State.RUNNING));
  }

  @Override
  public Freezing look(ContainerTarget target) {
    return freezing(frozen());
  }

  private ContainerControl.State frozen() {
    return inForce ? ContainerControl.State.FROZEN : ContainerControl.State.RUNNING;
  }

  private Freezing freezing(ContainerControl.State after) {
    return switch (fault) {
      case GONE ->
          new Freezing(ContainerControl.State.GONE, ContainerControl.State.GONE, "", 0, "");
      case FORBIDDEN -> new Freezing(frozen(), frozen(), "/group", 7, WHY);
      case NOT_THE_SAME ->
          inForce
              ? new Freezing(frozen(), frozen(), "/group", 8, "")
              : new Freezing(
                  ContainerControl.State.UNAVAILABLE,
                  ContainerControl.State.UNAVAILABLE,
                  "",
                  0,
                  "it is in another pod than the one meant");
      default -> new Freezing(frozen(), after, "/group", 7, "");
    };
  }

  @Override
  public ProcessLimit processLimit(ContainerTarget target) {
    return limited(inForce);
  }

  @Override
  public ProcessLimit limitProcesses(ContainerTarget target, long inode, String most) {
    boolean wanted = !most.equals("max");
    return change(wanted, () -> limited(isHere() ? wanted : inForce));
  }

  private ProcessLimit limited(boolean limited) {
    String most = limited ? "64" : "max";
    return switch (fault) {
      case GONE -> new ProcessLimit(ContainerControl.State.GONE, "", 0, "", 0, "");
      case FORBIDDEN -> new ProcessLimit(ContainerControl.State.RUNNING, most, 2, "/group", 7, WHY);
      case NOT_THE_SAME ->
          inForce
              ? new ProcessLimit(ContainerControl.State.RUNNING, "32", 2, "/group", 7, "")
              : new ProcessLimit(
                  ContainerControl.State.UNAVAILABLE, "", 0, "", 0, "it is in another pod");
      default -> new ProcessLimit(ContainerControl.State.RUNNING, most, 2, "/group", 7, "");
    };
  }

  @Override
  public Cut cut(PodTarget target, List<String> allowed, String responseId) {
    cutBy = responseId;
    return change(true, () -> answer(NetworkControl.State.CUT, responseId));
  }

  @Override
  public Cut restore(PodTarget target) {
    return change(false, () -> answer(NetworkControl.State.OPEN, ""));
  }

  @Override
  public Cut look(PodTarget target) {
    return inForce
        ? answer(NetworkControl.State.CUT, cutBy)
        : answer(NetworkControl.State.OPEN, "");
  }

  private Cut answer(NetworkControl.State state, String by) {
    return switch (fault) {
      case GONE -> new Cut(NetworkControl.State.GONE, "", "", List.of(), 0, List.of());
      case NOT_THE_SAME ->
          inForce
              ? new Cut(NetworkControl.State.CHANGED, "net:1", by, List.of("accept"), 0, List.of())
              : new Cut(NetworkControl.State.HOST_NETWORK, "", "", List.of(), 0, List.of());
      case FORBIDDEN ->
          new Cut(NetworkControl.State.UNAVAILABLE, "", "", List.of(), 0, List.of(WHY));
      default ->
          new Cut(
              state,
              "net:1",
              by,
              state == NetworkControl.State.CUT ? List.of("drop") : List.of(),
              0,
              List.of());
    };
  }

  @Override
  public boolean isRange(String text) {
    return true;
  }
}
