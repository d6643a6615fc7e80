package io.nightjar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodInfo.Phase;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.respond.FakeAction;
import io.nightjar.respond.ManualClock;
import io.nightjar.respond.Requests;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How far Nightjar may reach by itself: budgets, pods that stay ready, cool-down, exceptions. */
class ReachTest {

  private static final WorkloadTarget CHECKOUT =
      new WorkloadTarget("Deployment", "shop", "checkout", "w1");
  private static final WorkloadTarget CART = new WorkloadTarget("Deployment", "shop", "cart", "w2");

  private final ManualClock clock = new ManualClock();
  private final Pods pods = new Pods();
  private final Done done = new Done();

  private static final class Pods implements PodLookup {
    private final List<PodInfo> all = new ArrayList<>();

    PodTarget add(
        String namespace, String name, WorkloadTarget workload, String node, Phase phase) {
      PodTarget pod = new PodTarget(namespace, name, "uid-" + namespace + "-" + name);
      all.add(new PodInfo(pod, node, Map.of(), workload, phase, false, List.of()));
      return pod;
    }

    @Override
    public Optional<PodInfo> byUid(String podUid) {
      return all.stream().filter(pod -> pod.pod().uid().equals(podUid)).findFirst();
    }

    @Override
    public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> all() {
      return all;
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return all.stream()
          .filter(pod -> pod.workload() != null && pod.workload().uid().equals(workloadUid))
          .toList();
    }
  }

  private static final class Done implements InForce {
    private final List<Act> all = new ArrayList<>();

    @Override
    public Optional<String> acting(ResponseRequest request, boolean dryRun) {
      return Optional.empty();
    }

    @Override
    public Optional<String> awaiting(ResponseRequest request, boolean dryRun) {
      return Optional.empty();
    }

    @Override
    public List<Act> acts(Instant since) {
      return all.stream().filter(act -> !act.at().isBefore(since)).toList();
    }

    @Override
    public List<Act> takenBack(Instant since) {
      return all.stream()
          .filter(act -> act.takenBack() != null && act.takenBack().isAfter(since))
          .toList();
    }
  }

  private TargetLookup targets() {
    return TargetLookup.of(pods);
  }

  private Reach reach() {
    return new Reach(
        Map.of("fake:isolate", new FakeAction("fake:isolate", true).descriptor()), targets());
  }

  private void did(Target target) {
    did(target, false, null);
  }

  private void did(Target target, boolean dryRun, @Nullable Instant takenBack) {
    ResponseRequest request = Requests.on("r" + done.all.size(), target);
    done.all.add(
        new Act(
            request.id(),
            clock.instant(),
            request.actionId(),
            Gate.playbookRule(request),
            target.key(),
            reach().place(request),
            dryRun,
            takenBack));
  }

  private Answer ask(Guard guard, Target target) {
    return guard.check(Requests.on("next", target), new Judgement(done));
  }

  private Guard budgets(
      int rule, int workload, int namespace, int node, int cluster, int namespaces) {
    Budgets limits = limits(rule, workload, namespace, node, cluster, namespaces);
    return new BudgetGuard(GateSettings.of(Mode.ENFORCE).with(limits), reach(), clock);
  }

  private static Budgets limits(
      int rule, int workload, int namespace, int node, int cluster, int namespaces) {
    return new Budgets(
        Duration.ofHours(1), rule, workload, namespace, node, cluster, namespaces, 50);
  }

  private Guard keepReady() {
    GateSettings settings = GateSettings.of(Mode.ENFORCE).with(limits(99, 99, 99, 99, 99, 99));
    return new KeepReadyGuard(settings, reach(), clock);
  }

  @Test
  void eachBudgetIsHeldByItselfAndSaysWhichOneIsSpent() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    PodTarget two = pods.add("shop", "checkout-2", CHECKOUT, "node-2", Phase.READY);
    PodTarget cart = pods.add("shop", "cart-1", CART, "node-1", Phase.READY);
    did(one);
    did(two);
    assertThat(ask(budgets(3, 3, 3, 3, 3, 9), one)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(budgets(2, 9, 9, 9, 9, 9), cart).why())
        .isEqualTo("the budget of night-isolate/shell at night is spent: 2 in 1 hour, at most 2");
    assertThat(ask(budgets(9, 2, 9, 9, 9, 9), one).why())
        .isEqualTo("the budget of Deployment shop/checkout is spent: 2 in 1 hour, at most 2");
    assertThat(ask(budgets(9, 2, 9, 9, 9, 9), cart)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(budgets(9, 9, 2, 9, 9, 9), cart).why())
        .startsWith("the budget of namespace shop is spent");
    assertThat(ask(budgets(9, 9, 9, 1, 9, 9), cart).why())
        .startsWith("the budget of node node-1 is spent");
    assertThat(ask(budgets(9, 9, 9, 9, 2, 9), cart).why())
        .startsWith("the budget of the cluster is spent");
  }

  @Test
  void theWindowSlides() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    Guard guard = budgets(9, 2, 9, 9, 9, 9);
    did(one);
    clock.advance(Duration.ofMinutes(40));
    did(one);
    assertThat(ask(guard, one)).isInstanceOf(Answer.Ask.class);
    clock.advance(Duration.ofMinutes(21));
    assertThat(ask(guard, one)).isInstanceOf(Answer.Pass.class);
    did(one);
    assertThat(ask(guard, one))
        .as("no burst at the edge of a window")
        .isInstanceOf(Answer.Ask.class);
  }

  @Test
  void oneNamespaceTooManyIsAskedForByName() {
    for (String namespace : List.of("a", "b")) {
      did(new PodTarget(namespace, "p", "u-" + namespace));
    }
    Guard guard = budgets(9, 9, 9, 9, 9, 2);
    assertThat(ask(guard, new PodTarget("b", "other", "u9"))).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, new PodTarget("c", "p", "u9")).why())
        .isEqualTo(
            "c would be one namespace more than the 2 that may be acted in within 1 hour: a, b");
  }

  @Test
  void dryRunsHaveTheirOwnBudgetSoThatTheyShowWhatEnforcingWouldDo() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    did(one, true, null);
    Guard guard = budgets(9, 1, 9, 9, 9, 9);
    assertThat(ask(guard, one)).isInstanceOf(Answer.Pass.class);
    Judgement dry = new Judgement(done);
    dry.add("mode", new Answer.DryRun("dry"));
    assertThat(guard.check(Requests.on("next", one), dry)).isInstanceOf(Answer.Ask.class);
  }

  @Test
  void whatIsAskedAnywayIsNotHeldToABudget() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    did(one);
    Judgement asked = new Judgement(done);
    asked.add("approval", new Answer.Ask(Requests.ask(Duration.ofMinutes(1), null), "ask"));
    assertThat(budgets(9, 1, 9, 9, 9, 9).check(Requests.on("next", one), asked))
        .isInstanceOf(Answer.Pass.class);
  }

  @Test
  void aShareOfThePodsStaysReady() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    PodTarget two = pods.add("shop", "checkout-2", CHECKOUT, "node-2", Phase.READY);
    PodTarget starting = pods.add("shop", "checkout-3", CHECKOUT, "node-2", Phase.NOT_READY);
    PodTarget alone = pods.add("shop", "cart-1", CART, "node-1", Phase.READY);
    assertThat(ask(keepReady(), one).why())
        .isEqualTo(
            "only 1 of the 3 pods of Deployment shop/checkout would stay ready, and 50 % have to");
    assertThat(ask(keepReady(), starting)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(keepReady(), alone))
        .as("the attack is in the only pod")
        .isInstanceOf(Answer.Pass.class);
    pods.add("shop", "checkout-4", CHECKOUT, "node-2", Phase.READY);
    assertThat(ask(keepReady(), two)).isInstanceOf(Answer.Pass.class);
    did(one);
    assertThat(ask(keepReady(), two))
        .as("the other was taken a moment ago, and the cluster still calls it ready")
        .isInstanceOf(Answer.Ask.class);
  }

  @Test
  void aPodThatNobodyOwnsHasNoShareToKeep() {
    assertThat(ask(keepReady(), Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(keepReady(), CHECKOUT)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void whatAPersonUndidIsNotDoneAgainForAWhile() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    PodTarget replacement = pods.add("shop", "checkout-2", CHECKOUT, "node-1", Phase.READY);
    PodTarget cart = pods.add("shop", "cart-1", CART, "node-1", Phase.READY);
    did(one, false, clock.instant());
    Guard guard =
        new CoolDownGuard(
            GateSettings.of(Mode.ENFORCE).coolingDown(Duration.ofMinutes(10)), targets(), clock);
    assertThat(ask(guard, replacement).why())
        .startsWith("the same was taken back on Deployment shop/checkout at ");
    assertThat(ask(guard, cart)).isInstanceOf(Answer.Pass.class);
    assertThat(
            guard.check(Requests.of("n", "p", "fake:kill", one, null, null), new Judgement(done)))
        .as("another action")
        .isInstanceOf(Answer.Pass.class);
    clock.advance(Duration.ofMinutes(11));
    assertThat(ask(guard, replacement)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void anExceptionDeniesUntilItsEndAndSaysWhoseItIs() {
    PodTarget one = pods.add("shop", "checkout-1", CHECKOUT, "node-1", Phase.READY);
    PodTarget cart = pods.add("shop", "cart-1", CART, "node-1", Phase.READY);
    Instant end = clock.instant().plus(Duration.ofHours(2));
    Exemption test =
        new Exemption("CHG-7", "load test", end, null, "fake:isolate", "shop", "checkout");
    Guard guard = new ExemptionGuard(List.of(test), targets(), clock);
    assertThat(ask(guard, one))
        .isEqualTo(new Answer.Deny("excepted until " + end + " by CHG-7: load test"));
    assertThat(ask(guard, CHECKOUT)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, cart)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, new PodTarget("shop", "my-checkout", "u")))
        .as("a name that only ends so")
        .isInstanceOf(Answer.Pass.class);
    assertThat(
            guard.check(Requests.of("n", "p", "fake:kill", one, null, null), new Judgement(done)))
        .isInstanceOf(Answer.Pass.class);
    clock.advance(Duration.ofHours(2));
    assertThat(ask(guard, one)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void anExceptionCanNameAPlaybookAlone() {
    Exemption quiet =
        new Exemption(
            "CHG-8",
            "being rewritten",
            clock.instant().plusSeconds(60),
            "night-isolate",
            null,
            null,
            null);
    Guard guard = new ExemptionGuard(List.of(quiet), targets(), clock);
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Deny.class);
    assertThat(
            guard.check(
                Requests.of("n", "other", "fake:isolate", Requests.POD, null, null),
                new Judgement(done)))
        .isInstanceOf(Answer.Pass.class);
  }
}
