package io.nightjar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodInfo.Phase;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.gate.GateSettings.Protection;
import io.nightjar.gate.GateSettings.Self;
import io.nightjar.respond.ManualClock;
import io.nightjar.respond.Requests;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes, namespaces, containers and secrets before the gate. */
class WideTargetsTest {
  private static final String DRAIN = "fake:drain";
  private static final String CORDON = "fake:cordon";
  private static final WorkloadTarget CHECKOUT =
      new WorkloadTarget("Deployment", "shop", "checkout", "w1");
  private static final WorkloadTarget AGENTS =
      new WorkloadTarget("DaemonSet", "shop", "agents", "w2");
  private static final NodeTarget NODE = new NodeTarget("node-1", "n1");
  private static final NamespaceTarget SHOP = new NamespaceTarget("shop", "ns1");

  private final ManualClock clock = new ManualClock();
  private final Cluster cluster = new Cluster();

  /** Everything that is known. */
  private static final class Cluster implements PodLookup, PlaceLookup {
    private final List<PodInfo> pods = new ArrayList<>();
    private Map<String, String> nodeLabels = Map.of();

    PodTarget pod(
        String namespace,
        String name,
        String node,
        @Nullable WorkloadTarget workload,
        Map<String, String> labels) {
      PodTarget pod = new PodTarget(namespace, name, "uid-" + name);
      pods.add(new PodInfo(pod, node, labels, workload, Phase.READY, false, List.of()));
      return pod;
    }

    @Override
    public Optional<PodInfo> byUid(String podUid) {
      return pods.stream().filter(pod -> pod.pod().uid().equals(podUid)).findFirst();
    }

    @Override
    public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return pods.stream()
          .filter(pod -> pod.workload() != null && pod.workload().uid().equals(workloadUid))
          .toList();
    }

    @Override
    public List<PodInfo> all() {
      return pods;
    }

    @Override
    public Optional<Known> namespace(String name) {
      return name.equals("shop") ? Optional.of(new Known("ns1", Map.of())) : Optional.empty();
    }

    @Override
    public Optional<Known> node(String name) {
      return name.equals("node-1") ? Optional.of(new Known("n1", nodeLabels)) : Optional.empty();
    }
  }

  private TargetLookup lookup() {
    return TargetLookup.of(cluster, cluster);
  }

  private Reach reach() {
    return new Reach(
        Map.of(DRAIN, descriptor(DRAIN, true), CORDON, descriptor(CORDON, false)), lookup());
  }

  private static ActionDescriptor descriptor(String id, boolean disruptive) {
    return new ActionDescriptor(
        id, "for tests", Target.class, Map.of(), true, disruptive, true, List.of(), "D3-NI");
  }

  private static ResponseRequest request(String action, Target target) {
    return Requests.of("r", "p", action, target, null, null);
  }

  private Answer ask(Guard guard, String action, Target target) {
    return guard.check(request(action, target), new Judgement(InForce.NOTHING));
  }

  private Guard protecting(Self self) {
    return new ProtectedTargetsGuard(
        new Protection(Set.of("vault"), Set.of(), Map.of(), Set.of(), true, self), reach());
  }

  private Guard budgets(int cluster, int namespaces) {
    Budgets limits = new Budgets(Duration.ofHours(1), 99, 99, 99, 99, cluster, namespaces, 50);
    return new BudgetGuard(GateSettings.of(Mode.ENFORCE).with(limits), reach(), clock);
  }

  @Test
  void aDrainCountsForEveryPodThatItTakesAway() {
    for (int i = 0; i < 4; i++) {
      cluster.pod("shop", "checkout-" + i, "node-1", CHECKOUT, Map.of());
    }
    cluster.pod("shop", "agents-1", "node-1", AGENTS, Map.of());
    cluster.pod("shop", "checkout-9", "node-2", CHECKOUT, Map.of());
    assertThat(reach().place(request(DRAIN, NODE)).pods()).isEqualTo(4);
    assertThat(reach().place(request(CORDON, NODE)).pods()).isOne();
    assertThat(ask(budgets(3, 9), DRAIN, NODE).why())
        .contains("this would take 4 pods away, at most 3");
    assertThat(ask(budgets(4, 9), DRAIN, NODE)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(budgets(3, 9), CORDON, NODE)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void theNamespacesOfADrainedNodesPodsAreCounted() {
    cluster.pod("shop", "a", "node-1", null, Map.of());
    cluster.pod("bank", "b", "node-1", null, Map.of());
    assertThat(ask(budgets(99, 1), DRAIN, NODE).why())
        .startsWith("bank, shop would be 2 namespaces more than the 1");
    assertThat(ask(budgets(99, 2), DRAIN, NODE)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void aDrainThatTakesTooManyPodsOfOneWorkloadIsAskedFor() {
    cluster.pod("shop", "checkout-1", "node-1", CHECKOUT, Map.of());
    cluster.pod("shop", "checkout-2", "node-1", CHECKOUT, Map.of());
    cluster.pod("shop", "checkout-3", "node-2", CHECKOUT, Map.of());
    GateSettings settings =
        GateSettings.of(Mode.ENFORCE)
            .with(new Budgets(Duration.ofHours(1), 99, 99, 99, 99, 99, 99, 50));
    Guard guard = new KeepReadyGuard(settings, reach(), clock);
    assertThat(ask(guard, DRAIN, NODE).why())
        .startsWith("only 1 of the 3 pods of Deployment shop/checkout would stay ready");
    assertThat(ask(guard, CORDON, NODE)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void nodesOfTheControlPlaneAreNeverTouched() {
    cluster.nodeLabels = Map.of("node-role.kubernetes.io/control-plane", "");
    assertThat(ask(protecting(Self.UNKNOWN), CORDON, NODE).why())
        .isEqualTo("node node-1 runs the control plane");
    cluster.nodeLabels = Map.of();
    assertThat(ask(protecting(Self.UNKNOWN), CORDON, NODE)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void nightjarDoesNotDrainItsOwnNodeNorCloseItsOwnNamespace() {
    Self self = new Self("shop", "u", "nightjar", "node-1", 1);
    assertThat(ask(protecting(self), DRAIN, NODE)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(protecting(self), CORDON, NODE)).isInstanceOf(Answer.Pass.class);
    assertThat(ask(protecting(self), CORDON, SHOP)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(protecting(self), CORDON, new SecretTarget("shop", "key", "s")))
        .isInstanceOf(Answer.Deny.class);
  }

  @Test
  void aProtectedPodProtectsItsNodeAndItsNamespaceFromBeingTakenAway() {
    cluster.pod("shop", "payments", "node-1", null, Map.of(ProtectedTargetsGuard.LABEL, "true"));
    Guard guard = protecting(Self.UNKNOWN);
    assertThat(ask(guard, DRAIN, NODE).why())
        .isEqualTo(
            "node node-1 holds pod shop/payments, and pod shop/payments carries the label"
                + " nightjar.io/protected=true");
    assertThat(ask(guard, DRAIN, SHOP)).isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, CORDON, NODE)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void aDrainLeavesTheSystemsOwnPodsSoTheyAreNoObstacle() {
    cluster.pod("kube-system", "coredns", "node-1", null, Map.of());
    assertThat(ask(protecting(Self.UNKNOWN), DRAIN, NODE)).isInstanceOf(Answer.Pass.class);
    cluster.pod("vault", "vault-0", "node-1", null, Map.of());
    assertThat(ask(protecting(Self.UNKNOWN), DRAIN, NODE).why())
        .contains("namespace vault is protected");
  }

  @Test
  void namespacesOfTheSystemAreProtectedAsTargets() {
    Guard guard = protecting(Self.UNKNOWN);
    assertThat(ask(guard, CORDON, new NamespaceTarget("kube-system", "k")))
        .isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, CORDON, new NamespaceTarget("vault", "v")))
        .isInstanceOf(Answer.Deny.class);
    assertThat(ask(guard, CORDON, SHOP)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void aContainerIsWhereItsPodIs() {
    PodTarget pod = cluster.pod("shop", "checkout-1", "node-1", CHECKOUT, Map.of());
    ContainerTarget container =
        new ContainerTarget("node-1", "c".repeat(64), pod.uid(), "shop", "checkout-1", "main");
    assertThat(lookup().place(container))
        .isEqualTo(new Place("Deployment shop/checkout", "shop", "node-1"));
    assertThat(reach().taken(request(DRAIN, container))).hasSize(1);
    assertThat(
            ask(
                protecting(Self.UNKNOWN),
                CORDON,
                new ContainerTarget("node-1", "d".repeat(64), "", "", "", "")))
        .as("a container of no known pod")
        .isInstanceOf(Answer.Deny.class);
  }

  @Test
  void namesAreLookedUpAndNothingActsOnANameAlone() {
    assertThat(lookup().identified(new NamespaceTarget("shop", ""))).isEqualTo(SHOP);
    assertThat(lookup().identified(new NodeTarget("node-1", ""))).isEqualTo(NODE);
    Target unknown = lookup().identified(new NodeTarget("node-7", ""));
    Guard guard = new TargetKindGuard(reach().actions());
    assertThat(ask(guard, DRAIN, unknown).why()).startsWith("node node-7 is not known");
    assertThat(ask(guard, DRAIN, NODE)).isInstanceOf(Answer.Pass.class);
  }

  @Test
  void whatWasOnlyObservedMakesNoOtherRequest() {
    Parameters one = Parameters.NONE.with("container", "main").with("writtenDirectories", "/tmp");
    Parameters later =
        Parameters.NONE
            .with("container", "main")
            .with("writtenDirectories", List.of("/tmp", "/var"));
    assertThat(one.asksTheSameAs(later)).isTrue();
    assertThat(one.asksTheSameAs(later.with("container", "sidecar"))).isFalse();
  }
}
