package io.nightjar.playbook;

import java.util.List;
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

  /**
   * Cuts the pod off the network on its node, at once, established connections too.
   *
   * @param allowed ranges of addresses that stay reachable, such as {@code 10.96.0.10/32}
   */
  public Sentence isolateOnNode(String... allowed) {
    return say(AskableAction.ISOLATE_ON_NODE, allowed);
  }

  /** Makes every process of the container stand still. */
  public Sentence freezeContainer() {
    return say(AskableAction.FREEZE_CONTAINER);
  }

  /** Lets the container have no more than so many processes and threads. */
  public Sentence limitProcesses(String most) {
    return say(AskableAction.LIMIT_PROCESSES, most);
  }

  /**
   * Keeps what can be seen of the container.
   *
   * @param kinds such as {@code processes} or {@code packets:30s}, and paths of files in it; all
   *     but packets when there are none
   */
  public Sentence collectEvidence(String... kinds) {
    return say(AskableAction.COLLECT_EVIDENCE, kinds);
  }

  /** Has the kubelet keep a checkpoint of the container on its node, where it offers that. */
  public Sentence checkpoint() {
    return say(AskableAction.CHECKPOINT);
  }

  /** Stops the process and every descendant, so that they can go on later. */
  public Sentence stopProcess() {
    return say(AskableAction.STOP_PROCESS);
  }

  /** Kills the process and every descendant. */
  public Sentence killProcess() {
    return say(AskableAction.KILL_PROCESS);
  }

  /** Scales the pod's workload to no replicas. */
  public Sentence scaleToZero() {
    return say(AskableAction.SCALE_TO_ZERO);
  }

  /** Suspends the CronJob or the Job. */
  public Sentence suspend() {
    return say(AskableAction.SUSPEND);
  }

  /** Pauses what would put the workload back: Argo CD, Flux, KEDA, an autoscaler. */
  public Sentence pauseOwner() {
    return say(AskableAction.PAUSE_OWNER);
  }

  /** Keeps a changed template of the Deployment from reaching more pods. */
  public Sentence pauseRollout() {
    return say(AskableAction.PAUSE_ROLLOUT);
  }

  /** Lets a paused rollout of the Deployment go on. */
  public Sentence resumeRollout() {
    return say(AskableAction.RESUME_ROLLOUT);
  }

  /** Replaces the workload's pods, a few at a time. */
  public Sentence restart() {
    return say(AskableAction.RESTART);
  }

  /** Puts the workload back to its newest earlier template without an accused image. */
  public Sentence rollBack() {
    return say(AskableAction.ROLL_BACK);
  }

  /** Puts the workload back to the newest image that it ran before and no detection accuses. */
  public Sentence rollBackImage() {
    return say(AskableAction.ROLL_BACK_IMAGE);
  }

  /** Makes the root file system of the workload's container read-only. */
  public Sentence enforceReadOnlyRootFilesystem() {
    return say(AskableAction.ENFORCE_READ_ONLY_ROOT_FILESYSTEM);
  }

  /** Takes rights away from the workload's pods: {@code "privileged", "seccomp"} and so on. */
  public Sentence hardenWorkload(String... controls) {
    return say(AskableAction.HARDEN_WORKLOAD, controls);
  }

  /** Limits each container of the workload to so many cores and bytes of memory. */
  public Sentence limitResources(String cpu, String memory) {
    return say(AskableAction.LIMIT_RESOURCES, cpu, memory);
  }

  /** Gives the pod one more label. */
  public Sentence label(String key, String value) {
    return say(AskableAction.LABEL, key, value);
  }

  /** Sets an annotation of the pod. */
  public Sentence annotate(String key, String value) {
    return say(AskableAction.ANNOTATE, key, value);
  }

  /** Asks the pod to go, where its disruption budgets allow it. */
  public Sentence evict() {
    return say(AskableAction.EVICT);
  }

  /** Deletes the pod; disruption budgets are not asked. */
  public Sentence deletePod() {
    return say(AskableAction.DELETE_POD);
  }

  /** Takes the pod's service account out of every role binding that names it. */
  public Sentence revokeServiceAccount() {
    return say(AskableAction.REVOKE_SERVICE_ACCOUNT);
  }

  /** Lets no new pod be placed on the node. */
  public Sentence cordon() {
    return say(AskableAction.CORDON);
  }

  /** Lets only pods that tolerate it be placed on the node. */
  public Sentence taint(String key) {
    return say(AskableAction.TAINT, key);
  }

  /** Cordons the node and evicts its pods as their disruption budgets allow. */
  public Sentence drain() {
    return say(AskableAction.DRAIN);
  }

  /** Denies the traffic of every pod of the namespace that no other policy allows. */
  public Sentence defaultDeny() {
    return say(AskableAction.DEFAULT_DENY);
  }

  /** Lets the namespace have no more pods than it has. */
  public Sentence freezeNewPods() {
    return say(AskableAction.FREEZE_NEW_PODS);
  }

  /** Lets no pod of the namespace start with the image that this one runs. */
  public Sentence blockImage() {
    return say(AskableAction.BLOCK_IMAGE);
  }

  /** Lets no privileged pod be created in the namespace. */
  public Sentence forbidPrivileged() {
    return say(AskableAction.FORBID_PRIVILEGED);
  }

  /** Lets nobody run programs in the namespace's pods. */
  public Sentence forbidExec() {
    return say(AskableAction.FORBID_EXEC);
  }

  /** Lets Tetragon kill whatever executes one of these files in the workload's pods. */
  public Sentence forbidProgram(String... program) {
    return say(AskableAction.FORBID_PROGRAM, program);
  }

  /** Runs a program in the container, as a list of arguments and never through a shell. */
  public Sentence runCommand(String... argv) {
    return say(AskableAction.RUN_COMMAND, argv);
  }

  /** Adds a debug container of the configured image to the pod; it stays as long as the pod. */
  public Sentence debugContainer() {
    return say(AskableAction.DEBUG_CONTAINER);
  }

  /** Runs a Job about the pod, from a template of the configuration. */
  public Sentence runJob(String template) {
    return say(AskableAction.RUN_JOB, template);
  }

  /** Tells a webhook, which the configuration names, of the pod and what was seen there. */
  public Sentence webhook(String name) {
    return say(AskableAction.WEBHOOK, name);
  }

  /** As {@link #webhook}, where the configuration says whom to tell that it is taken back. */
  public Sentence webhookWithUndo(String name) {
    return say(AskableAction.WEBHOOK_WITH_UNDO, name);
  }

  private Sentence say(AskableAction action, String... arguments) {
    Sentence said = new Sentence(action, List.of(arguments));
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
