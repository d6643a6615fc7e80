package io.nightjar.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.FakeAction;
import io.nightjar.respond.ManualClock;
import io.nightjar.respond.Requests;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardsTest {

  private static final ProcessTarget HOST_PROCESS =
      new ProcessTarget("node-1", 4711, 99, "", "", "", "", "sshd");
  private static final ProcessTarget POD_PROCESS =
      new ProcessTarget(
          "node-1", 4712, 99, "c".repeat(64), "uid-1", "shop", "checkout-7d4b9", "bash");

  private static Guard protecting(GateSettings.Protection settings, TargetLookup lookup) {
    return new ProtectedTargetsGuard(settings, new Reach(Map.of(), lookup));
  }

  private static Judgement fresh() {
    return new Judgement(InForce.NOTHING);
  }

  private static Answer ask(Guard guard, Target target) {
    return guard.check(Requests.on("r1", target), fresh());
  }

  private static GateSettings.Protection settings(
      Set<String> namespaces, Set<String> workloads, boolean hostToo, GateSettings.Self self) {
    return new GateSettings.Protection(namespaces, workloads, Map.of(), Set.of(), !hostToo, self);
  }

  private static GateSettings rates(GateSettings.Rate perAction, GateSettings.Rate clusterWide) {
    return GateSettings.of(Mode.ENFORCE).with(new GateSettings.Rates(perAction, clusterWide));
  }

  /** Knows the one pod that Requests.POD names. */
  private static TargetLookup knowing(
      Map<String, String> labels, @Nullable WorkloadTarget workload) {
    PodInfo pod =
        new PodInfo(
            Requests.POD, "node-1", labels, workload, PodInfo.Phase.READY, false, List.of());
    return TargetLookup.of(
        new PodLookup() {
          @Override
          public Optional<PodInfo> byUid(String podUid) {
            return podUid.equals("uid-1") ? Optional.of(pod) : Optional.empty();
          }

          @Override
          public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
            return containerIdOrPrefix.equals(POD_PROCESS.containerId())
                ? Optional.of(pod)
                : Optional.empty();
          }

          @Override
          public Optional<PodInfo> byName(String namespace, String name) {
            return namespace.equals("shop") && name.equals("checkout-7d4b9")
                ? Optional.of(pod)
                : Optional.empty();
          }

          @Override
          public List<PodInfo> ofWorkload(String workloadUid) {
            return List.of();
          }
        });
  }

  private static Guard protection(GateSettings.Protection settings) {
    return protecting(settings, knowing(Map.of(), null));
  }

  @Test
  void aPodThatTookTheNameOfTheOneThatWasMeantIsNotTouched() {
    Guard guard = new SameTargetGuard(knowing(Map.of(), null).pods());
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, new PodTarget("shop", "checkout-7d4b9", "uid-0")))
        .isEqualTo(
            new Answer.Deny(
                "pod shop/checkout-7d4b9 is another one now (UID uid-1); the one that was meant"
                    + " (UID uid-0) is gone"));
    assertThat(ask(guard, POD_PROCESS)).isInstanceOf(Answer.Pass.class);
    ProcessTarget before =
        new ProcessTarget(
            "node-1", 4712, 99, "d".repeat(64), "uid-0", "shop", "checkout-7d4b9", "bash");
    assertThat(ask(guard, before)).isInstanceOf(Answer.Deny.class);
    ProcessTarget mixed =
        new ProcessTarget("node-1", 4712, 99, "c".repeat(64), "uid-7", "shop", "cart", "bash");
    assertThat(ask(guard, mixed)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, HOST_PROCESS)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, new PodTarget("shop", "unknown", "u"))).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void systemNamespacesAreAlwaysProtected() {
    Guard guard = protection(settings(Set.of(), Set.of(), true, GateSettings.Self.UNKNOWN));
    assertThat(ask(guard, new PodTarget("kube-system", "coredns-1", "u")))
        .isEqualTo(new Answer.Deny("namespace kube-system is protected"));
    assertThat(ask(guard, new WorkloadTarget("Deployment", "kube-system", "coredns", "u")))
        .isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void configuredNamespacesAreProtected() {
    Guard guard = protection(settings(Set.of("shop"), Set.of(), false, GateSettings.Self.UNKNOWN));
    assertThat(ask(guard, Requests.POD)).isEqualTo(new Answer.Deny("namespace shop is protected"));
    assertThat(ask(guard, POD_PROCESS)).isInstanceOf(Answer.Deny.class);
  }

  @Test
  void configuredWorkloadsAreProtectedThroughTheirPods() {
    GateSettings.Protection settings =
        settings(Set.of(), Set.of("shop/checkout"), false, GateSettings.Self.UNKNOWN);
    WorkloadTarget checkout = new WorkloadTarget("Deployment", "shop", "checkout", "w");
    WorkloadTarget cart = new WorkloadTarget("Deployment", "shop", "cart", "w2");
    Guard owned = protecting(settings, knowing(Map.of(), checkout));
    assertThat(ask(owned, Requests.POD))
        .isEqualTo(new Answer.Deny("workload shop/checkout is protected"));
    assertThat(ask(owned, POD_PROCESS)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(owned, checkout)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(owned, cart)).isInstanceOf(Answer.Pass.class);
    Guard other = protecting(settings, knowing(Map.of(), cart));
    assertThat(ask(other, Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(other, new PodTarget("bank", "checkout-1", "u9")))
        .as("same name in another namespace")
        .isInstanceOf(Answer.Pass.class);
    assertThat(ask(other, new PodTarget("shop", "checkout-unknown", "u9")))
        .as("a pod that is not known, but named like one of the workload")
        .isInstanceOf(Answer.Deny.class);
  }

  @Test
  void labelledTargetsAreProtected() {
    GateSettings.Protection settings =
        settings(Set.of(), Set.of(), false, GateSettings.Self.UNKNOWN);
    TargetLookup labelled = knowing(Map.of("nightjar.io/protected", "true"), null);
    Guard guard =
        protecting(
            settings,
            new TargetLookup(labelled.pods(), workload -> Map.of("nightjar.io/protected", "true")));
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, POD_PROCESS)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, new WorkloadTarget("Deployment", "shop", "checkout", "w")))
        .isInstanceOf(Answer.Deny.class);
    Guard no = protecting(settings, knowing(Map.of("nightjar.io/protected", "false"), null));
    assertThat(ask(no, Requests.POD)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void nightjarNeverActsOnItself() {
    GateSettings.Self self = new GateSettings.Self("shop", "uid-1", "nightjar", "node-1", 4711);
    Guard guard = protection(settings(Set.of(), Set.of(), true, self));
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, POD_PROCESS)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, HOST_PROCESS)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, new WorkloadTarget("DaemonSet", "shop", "nightjar", "w")))
        .isInstanceOf(Answer.Deny.class);
  }

  @Test
  void hostProcessesAreProtectedUnlessAllowed() {
    GateSettings.Self nobody = GateSettings.Self.UNKNOWN;
    assertThat(ask(protection(settings(Set.of(), Set.of(), false, nobody)), HOST_PROCESS))
        .isInstanceOf(Answer.Deny.class);
    Guard allowing = protection(settings(Set.of(), Set.of(), true, nobody));
    assertThat(ask(allowing, HOST_PROCESS)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(allowing, new ProcessTarget("node-1", 1, 0, "", "", "", "", "systemd")))
        .as("process 1")
        .isInstanceOf(Answer.Deny.class);
  }

  @Test
  void protectedWorkloadIsWrittenWithItsNamespace() {
    assertThatThrownBy(
            () -> settings(Set.of(), Set.of("checkout"), false, GateSettings.Self.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("namespace/name");
  }

  @Test
  void modeIsTakenByNamespace() {
    GateSettings settings = GateSettings.of(Mode.DRY_RUN).with(Map.of("shop", Mode.ENFORCE));
    Guard guard = new ModeGuard(settings);
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, new PodTarget("bank", "a", "u")))
        .isEqualTo(new Answer.DryRun("the mode in namespace bank is dry run"));
  }

  @Test
  void actionMustExistAndTakeSuchATarget() {
    Guard guard =
        new TargetKindGuard(
            Map.of("fake:isolate", new FakeAction("fake:isolate", true).descriptor()));
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, HOST_PROCESS))
        .isEqualTo(new Answer.Deny("fake:isolate cannot act on process 4711 (sshd) on node-1"));
    assertThat(
            guard.check(Requests.of("r", "p", "fake:unknown", Requests.POD, null, null), fresh()))
        .isEqualTo(new Answer.Deny("there is no action fake:unknown"));
  }

  @Test
  void requestOrConfigurationAsksForApproval() {
    ApprovalAsk usual = GateSettings.of(Mode.ENFORCE).asking().ask();
    Guard guard =
        new ApprovalGuard(
            new GateSettings.Asking(Set.of("fake:scale"), usual, Map.of()),
            GateSettings.Self.UNKNOWN,
            Stages.NONE,
            Map.of(),
            knowing(Map.of(), null),
            new ManualClock());
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
    ApprovalAsk own = Requests.ask(Duration.ofMinutes(3), null);
    assertThat(guard.check(Requests.asking("r", own), fresh()))
        .isEqualTo(new Answer.Ask(own, "night-isolate asks for approval"));
    assertThat(guard.check(Requests.of("r", "p", "fake:scale", Requests.POD, null, null), fresh()))
        .isEqualTo(new Answer.Ask(usual, "fake:scale always needs approval"));
  }

  private static ApprovalPolicy policy(
      Set<String> actions, Map<String, String> labels, @Nullable String calendar, int persons) {
    return new ApprovalPolicy(
        "prod",
        actions,
        Set.of(),
        Set.of(),
        labels,
        calendar,
        null,
        persons,
        List.of("on-call"),
        Duration.ofMinutes(5),
        ApprovalAsk.Unanswered.ACT_IF_REVERSIBLE);
  }

  private static Guard approvals(Map<String, String> labels, ApprovalPolicy... policies) {
    GateSettings.Asking asking =
        new GateSettings.Asking(
            Set.of(),
            GateSettings.of(Mode.ENFORCE).asking().ask(),
            Map.of(),
            List.of(policies),
            (calendar, at) -> calendar.equals("day"));
    return new ApprovalGuard(
        asking,
        GateSettings.Self.UNKNOWN,
        Stages.NONE,
        Map.of("fake:isolate", new FakeAction("fake:isolate", true).descriptor()),
        knowing(labels, null),
        new ManualClock());
  }

  @Test
  void policySaysWhoAndHowManyAgreeByLabelsAndCalendar() {
    Map<String, String> prod = Map.of("tier", "prod");
    Answer answer = ask(approvals(prod, policy(Set.of(), prod, "day", 2)), Requests.POD);
    assertThat(answer.why()).isEqualTo("policy prod wants 2 people to agree");
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Ask.class,
            asked -> {
              assertThat(asked.ask().persons()).isEqualTo(2);
              assertThat(asked.ask().groups()).containsExactly("on-call");
              assertThat(asked.ask().within()).isEqualTo(Duration.ofMinutes(5));
              assertThat(asked.ask().unanswered())
                  .isEqualTo(ApprovalAsk.Unanswered.ACT_IF_REVERSIBLE);
            });
    assertThat(ask(approvals(Map.of(), policy(Set.of(), prod, "day", 2)), Requests.POD))
        .as("another tier")
        .isInstanceOf(Answer.Pass.class);
    assertThat(ask(approvals(prod, policy(Set.of(), prod, "night", 2)), Requests.POD))
        .as("another time")
        .isInstanceOf(Answer.Pass.class);
    assertThat(ask(approvals(prod, policy(Set.of("fake:kill"), prod, "day", 2)), Requests.POD))
        .as("another action")
        .isInstanceOf(Answer.Pass.class);
  }

  @Test
  void policyOnlyMakesAPlaybooksQuestionStricter() {
    ApprovalAsk own = ApprovalAsk.of(List.of("sec"), Duration.ofMinutes(3), List.of());
    Answer answer =
        approvals(Map.of(), policy(Set.of(), Map.of(), null, 2))
            .check(Requests.asking("r", own), fresh());
    assertThat(answer.why())
        .isEqualTo("night-isolate asks for approval, and policy prod wants 2 people to agree");
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Ask.class,
            asked -> {
              assertThat(asked.ask().persons()).isEqualTo(2);
              assertThat(asked.ask().within()).as("the shorter").isEqualTo(Duration.ofMinutes(3));
              assertThat(asked.ask().unanswered()).isEqualTo(ApprovalAsk.Unanswered.NOTHING);
            });
    ApprovalAsk two =
        new ApprovalAsk(
            List.of(), 2, Duration.ofMinutes(3), ApprovalAsk.Unanswered.NOTHING, List.of(), null);
    assertThat(
            approvals(Map.of(), policy(Set.of(), Map.of(), null, 1))
                .check(Requests.asking("r", two), fresh()))
        .isInstanceOfSatisfying(
            Answer.Ask.class, asked -> assertThat(asked.ask().persons()).isEqualTo(2));
  }

  @Test
  void overTheRateAPersonIsAskedUntilThePeriodIsOver() {
    ManualClock clock = new ManualClock();
    Guard guard =
        new RateLimitGuard(
            rates(
                new GateSettings.Rate(2, Duration.ofMinutes(1)),
                new GateSettings.Rate(100, Duration.ofMinutes(1))),
            clock);
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(guard, Requests.POD).why())
        .isEqualTo("more than 2 in 1 minute for fake:isolate in namespace 'shop'");
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Ask.class);
    assertThat(ask(guard, new PodTarget("bank", "a", "u")))
        .as("another namespace")
        .isInstanceOf(Answer.Pass.class);
    clock.advance(Duration.ofSeconds(61));
    assertThat(ask(guard, Requests.POD)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void clusterHasARateOfItsOwn() {
    Guard guard =
        new RateLimitGuard(
            rates(
                new GateSettings.Rate(100, Duration.ofMinutes(1)),
                new GateSettings.Rate(3, Duration.ofMinutes(1))),
            new ManualClock());
    for (String namespace : List.of("a", "b", "c")) {
      assertThat(ask(guard, new PodTarget(namespace, "p", "u"))).isInstanceOf(Answer.Pass.class);
    }
    assertThat(ask(guard, new PodTarget("d", "p", "u")).why())
        .contains("all actions in the cluster");
  }

  @Test
  void whatDoesNotActTakesNoPermit() {
    Guard guard =
        new RateLimitGuard(
            rates(
                new GateSettings.Rate(1, Duration.ofMinutes(1)),
                new GateSettings.Rate(1, Duration.ofMinutes(1))),
            new ManualClock());
    Judgement denied = fresh();
    denied.add("x", new Answer.Deny("no"));
    Judgement asked = fresh();
    asked.add("x", new Answer.Ask(Requests.ask(Duration.ofMinutes(1), null), "ask"));
    Judgement joined = fresh();
    joined.add("x", new Answer.Join("r0", "same"));
    Judgement dry = fresh();
    dry.add("x", new Answer.DryRun("dry"));
    ResponseRequest request = Requests.isolate("r");
    for (Judgement judgement : List.of(denied, asked, joined, dry)) {
      assertThat(guard.check(request, judgement)).isInstanceOf(Answer.Pass.class);
    }
    assertThat(guard.check(request, fresh())).isInstanceOf(Answer.Pass.class);
    assertThat(guard.check(request, fresh())).isInstanceOf(Answer.Ask.class);
  }

  @Test
  void denialIsStrongerThanJoinAndJoinThanAsk() {
    Judgement judgement = fresh();
    judgement.add("mode", new Answer.DryRun("dry"));
    assertThat(judgement.verdict()).isInstanceOf(Verdict.Allowed.class);
    judgement.add("ask", new Answer.Ask(Requests.ask(Duration.ofMinutes(1), null), "ask"));
    assertThat(judgement.verdict())
        .isInstanceOfSatisfying(Verdict.AskFirst.class, ask -> assertThat(ask.dryRun()).isTrue());
    judgement.add("join", new Answer.Join("r0", "same"));
    assertThat(judgement.verdict()).isInstanceOf(Verdict.Joined.class);
    judgement.add("first", new Answer.Deny("because"));
    judgement.add("second", new Answer.Deny("also"));
    assertThat(judgement.verdict())
        .isInstanceOfSatisfying(
            Verdict.Denied.class,
            denied -> {
              assertThat(denied.guard()).isEqualTo("first");
              assertThat(denied.why()).isEqualTo("because");
              assertThat(denied.findings()).hasSize(5);
            });
  }

  @Test
  void durationsReadWell() {
    assertThat(Durations.words(Duration.ofMinutes(10))).isEqualTo("10 minutes");
    assertThat(Durations.words(Duration.ofSeconds(5401))).isEqualTo("1 hour 30 minutes 1 second");
    assertThat(Durations.words(Duration.ofMillis(500))).isEqualTo("500 milliseconds");
    assertThat(Durations.words(Duration.ZERO)).isEqualTo("no time");
  }
}
