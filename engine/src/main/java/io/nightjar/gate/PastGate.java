package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.Target;
import io.nightjar.respond.ResponseRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The gate's own guards in the gate's own order, for what is past or supposed: it stops and lets
 * nothing happen, and where a guard depends on what is not known of then, it says so instead of
 * passing. One thread.
 */
public final class PastGate {

  private final GateSettings settings;
  private final TargetLookup targets;
  private final Reach reach;
  private final List<Guard> guards;
  private final List<Guard> standing;

  private PastGate(
      GateSettings settings, TargetLookup targets, Reach reach, Gate.InOrder order, Unknown of) {
    this.settings = settings;
    this.targets = targets;
    this.reach = reach;
    this.guards = of.guards(order.guards());
    this.standing = of.guards(order.standing());
  }

  /**
   * Where only what the detections recorded is known of the cluster.
   *
   * @param actions by id
   * @param targets what is known of the pods of then
   * @param clock the clock of then
   */
  public static PastGate ofRecorded(
      GateSettings settings,
      Map<String, ActionDescriptor> actions,
      TargetLookup targets,
      InstantSource clock) {
    Reach reach = new Reach(actions, targets);
    Gate.InOrder order = Gate.order(settings, new UnheardKillSwitchGuard(), reach, clock);
    return new PastGate(settings, targets, reach, order, new Unknown(settings, reach));
  }

  /**
   * Where {@code targets} knows the whole cluster, as in a case that describes it; only the kill
   * switch is not judged.
   *
   * @param actions by id
   * @param clock the clock of then
   */
  public static PastGate ofSupposed(
      GateSettings settings,
      Map<String, ActionDescriptor> actions,
      TargetLookup targets,
      InstantSource clock) {
    Reach reach = new Reach(actions, targets);
    Gate.InOrder order = Gate.order(settings, new UnheardKillSwitchGuard(), reach, clock);
    return new PastGate(settings, targets, reach, order, Unknown.nothing(settings, reach));
  }

  public GateSettings settings() {
    return settings;
  }

  /** Judges a new request. */
  public Verdict judge(ResponseRequest request, InForce inForce) {
    return Gate.judge(request, guards, inForce);
  }

  /** What would still hold when an allowed or approved response is about to act. */
  public Verdict judgeAgain(ResponseRequest request) {
    return Gate.judge(request, standing, InForce.NOTHING);
  }

  /** Where a request would act and how much that counts, as far as it is known. */
  public Place place(ResponseRequest request) {
    return reach.place(request);
  }

  /** The same target with its UID, where a playbook knew only the name of a namespace or a node. */
  public Target identified(Target target) {
    return targets.identified(target);
  }
}
