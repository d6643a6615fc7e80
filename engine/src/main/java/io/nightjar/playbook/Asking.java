package io.nightjar.playbook;

import org.jspecify.annotations.Nullable;

/** {@code respond.to($d)}: says of what something is asked, and offers the actions. */
public final class Asking {
  private final Record about;
  private @Nullable Sentence sentence;

  Asking(Record about) {
    this.about = about;
  }

  /** Cuts the pod off the network; the processes and the evidence stay. */
  public Sentence isolatePod() {
    return say(AskableAction.ISOLATE_POD);
  }

  /** Kills the process and every descendant. */
  public Sentence killProcess() {
    return say(AskableAction.KILL_PROCESS);
  }

  /** Scales the pod's workload to no replicas. */
  public Sentence scaleToZero() {
    return say(AskableAction.SCALE_TO_ZERO);
  }

  /** Puts the workload back to the image that it ran before. */
  public Sentence rollBackImage() {
    return say(AskableAction.ROLL_BACK_IMAGE);
  }

  /** Makes the root file system of the workload's container read-only. */
  public Sentence enforceReadOnlyRootFilesystem() {
    return say(AskableAction.ENFORCE_READ_ONLY_ROOT_FILESYSTEM);
  }

  private Sentence say(AskableAction action) {
    Sentence said = new Sentence(action);
    sentence = said;
    return said;
  }

  Record about() {
    return about;
  }

  @Nullable Sentence sentence() {
    return sentence;
  }
}
