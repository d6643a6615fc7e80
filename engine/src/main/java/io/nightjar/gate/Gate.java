package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.Target;
import io.nightjar.respond.ResponseRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Asks every guard and makes one verdict of it; a denial is stronger than a join, a join than an
 * ask, an ask than a pass.
 */
public final class Gate {

  private final KillSwitch killSwitch;
  private final TargetLookup targets;
  private final Reach reach;
  private final InstantSource clock;
  private volatile InOrder order;

  /**
   * @param actions by id
   */
  public Gate(
      GateSettings settings,
      KillSwitch killSwitch,
      Map<String, ActionDescriptor> actions,
      TargetLookup targets,
      InstantSource clock) {
    this.killSwitch = killSwitch;
    this.targets = targets;
    this.reach = new Reach(actions, targets);
    this.clock = clock;
    this.order = order(settings, new KillSwitchGuard(killSwitch), reach, clock);
  }

  /** The order in which a request meets its guards. */
  static InOrder order(GateSettings settings, Guard kill, Reach reach, InstantSource clock) {
    Map<String, ActionDescriptor> actions = reach.actions();
    TargetLookup targets = reach.targets();
    Guard kind = new TargetKindGuard(actions);
    Guard same = new SameTargetGuard(targets.pods());
    Guard protection = new ProtectedTargetsGuard(settings.protection(), reach);
    Guard exempt = new ExemptionGuard(settings.exemptions(), targets, clock);
    Guard mode = new ModeGuard(settings);
    Guard stage = new StageGuard(settings.stages());
    Guard approval =
        new ApprovalGuard(
            settings.asking(),
            settings.protection().self(),
            settings.stages(),
            actions,
            targets,
            clock);
    List<Guard> guards =
        List.of(
            kill,
            kind,
            same,
            protection,
            exempt,
            mode,
            stage,
            approval,
            new AlreadyActingGuard(),
            new CoolDownGuard(settings, targets, clock),
            new KeepReadyGuard(settings, reach, clock),
            new BudgetGuard(settings, reach, clock),
            new RateLimitGuard(settings, clock),
            new AlreadyAskedGuard());
    List<Guard> unasked = List.of(kill, kind, same, protection, exempt, mode, stage, approval);
    return new InOrder(settings, guards, List.of(kill, kind, same, protection, exempt), unasked);
  }

  /**
   * @param standing those that are asked again right before execution
   * @param unasked those that decide what may be done without a request of its own each time
   */
  record InOrder(
      GateSettings settings, List<Guard> guards, List<Guard> standing, List<Guard> unasked) {}

  /** Puts other settings in force; rates are counted anew. */
  public void reconfigure(GateSettings settings) {
    order = order(settings, new KillSwitchGuard(killSwitch), reach, clock);
  }

  public GateSettings settings() {
    return order.settings();
  }

  public KillSwitch killSwitch() {
    return killSwitch;
  }

  /** Judges a new request. */
  public Verdict judge(ResponseRequest request, InForce inForce) {
    return judge(request, order.guards(), inForce);
  }

  /** What still holds when an allowed or approved response is about to act. */
  public Verdict judgeAgain(ResponseRequest request) {
    return judge(request, order.standing(), InForce.NOTHING);
  }

  /**
   * Whether something may be done at once whenever its occasion comes, as the kernel does it: no
   * dry run, and nobody has to be asked. Rates are not counted.
   */
  public boolean letsHappen(ResponseRequest request) {
    return judge(request, order.unasked(), InForce.NOTHING) instanceof Verdict.Allowed allowed
        && !allowed.dryRun();
  }

  /** The same request with the stage of its playbook that is in force now. */
  public ResponseRequest settled(ResponseRequest request) {
    return settings().stages().settle(request);
  }

  /** Where a request acts and how much that counts, as far as it is known now. */
  public Place place(ResponseRequest request) {
    return reach.place(request);
  }

  /** How many pods of each workload stay ready when it acts, a line each; empty for none taken. */
  public List<String> staysReady(ResponseRequest request) {
    return reach.staysReady(request);
  }

  /** The same target with its UID, where a playbook knew only the name of a namespace or a node. */
  public Target identified(Target target) {
    return targets.identified(target);
  }

  /** As budgets count it. */
  public static String playbookRule(ResponseRequest request) {
    return request.playbook() + "/" + request.playbookRule();
  }

  static Verdict judge(ResponseRequest request, List<Guard> guards, InForce inForce) {
    Judgement judgement = new Judgement(inForce);
    for (Guard guard : guards) {
      judgement.add(guard.name(), guard.check(request, judgement));
    }
    return judgement.verdict();
  }
}
