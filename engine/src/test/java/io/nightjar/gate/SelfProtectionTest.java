package io.nightjar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.GateSettingsFromConfig;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.config.Configuration;
import io.nightjar.config.TestSurroundings;
import io.nightjar.gate.GateSettings.Self;
import io.nightjar.respond.ManualClock;
import io.nightjar.respond.Requests;
import io.nightjar.respond.ResponseRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every action that there is, on everything that Nightjar is made of and on what keeps the cluster
 * alive, by the default configuration: a new action joins by being there.
 */
class SelfProtectionTest {

  private static final String OWN = "watchers";
  private static final String CONTAINER = "c".repeat(64);
  private static final String PROTECTION = "protected-targets";

  /** Disruptive ones take every pod of a node along; the others let those that run run. */
  private static final Set<String> LEAVE_PODS_ALONE =
      Set.of("kubernetes:cordon-node", "kubernetes:taint-node");

  private static final Map<String, ActionDescriptor> ACTIONS =
      ActionRegistry.standardDescriptors().stream()
          .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));

  private static final Cluster CLUSTER =
      new Cluster(
          List.of(
              pod(OWN, "engine-0", "node-1", "Deployment", "engine"),
              pod(OWN, "engine-1", "node-2", "Deployment", "engine"),
              pod(OWN, "agent-1", "node-1", "DaemonSet", "agent"),
              pod(OWN, "agent-3", "node-3", "DaemonSet", "agent"),
              pod("kube-system", "dns-1", "node-3", "Deployment", "dns"),
              pod("shop", "checkout-1", "node-3", "Deployment", "checkout")));

  /** What is known of the cluster. */
  private record Cluster(List<PodInfo> all) implements PodLookup, PlaceLookup {
    @Override
    public Optional<PodInfo> byUid(String podUid) {
      return all.stream().filter(pod -> pod.pod().uid().equals(podUid)).findFirst();
    }

    @Override
    public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return List.of();
    }

    @Override
    public Optional<Known> namespace(String name) {
      return Optional.of(new Known("uid-" + name, Map.of()));
    }

    @Override
    public Optional<Known> node(String name) {
      return Optional.of(new Known("uid-" + name, Map.of()));
    }
  }

  private static PodInfo pod(
      String namespace, String name, String node, String kind, String workload) {
    return new PodInfo(
        new PodTarget(namespace, name, "uid-" + name),
        node,
        Map.of(),
        new WorkloadTarget(kind, namespace, workload, "uid-" + workload),
        PodInfo.Phase.READY,
        false,
        List.of());
  }

  /** Each kind of target in a namespace, with a pod of it. */
  private static List<Target> all(String namespace, String pod, String node, String workload) {
    String uid = "uid-" + pod;
    return List.of(
        new PodTarget(namespace, pod, uid),
        new ProcessTarget(node, 4711, 99, CONTAINER, uid, namespace, pod, "java"),
        new ContainerTarget(node, CONTAINER, uid, namespace, pod, "main"),
        new WorkloadTarget("Deployment", namespace, workload, "uid-" + workload),
        new WorkloadTarget("DaemonSet", namespace, workload, "uid-" + workload),
        new NamespaceTarget(namespace, "uid-" + namespace),
        new SecretTarget(namespace, "audit-key", "uid-key"));
  }

  /** Those of the default configuration, acting as on the practice cluster. */
  private static GateSettings settings(Self self) {
    return GateSettingsFromConfig.of(
        Configuration.defaults(TestSurroundings.FIXED), self, (calendar, at) -> false, true);
  }

  private static Verdict judge(Self self, ActionDescriptor action, Target target, boolean again) {
    ResponseRequest request = Requests.of("r", "p", action.id(), target, null, null);
    Gate.InOrder order =
        Gate.order(
            settings(self),
            new Guard() {
              @Override
              public String name() {
                return "kill-switch";
              }

              @Override
              public Answer check(ResponseRequest asked, Judgement soFar) {
                return new Answer.Pass("it is off");
              }
            },
            new Reach(ACTIONS, TargetLookup.of(CLUSTER, CLUSTER)),
            new ManualClock());
    return Gate.judge(request, again ? order.standing() : order.guards(), InForce.NOTHING);
  }

  private static Self inPod() {
    return new Self(OWN, "uid-engine-0", "engine", "node-1", 1);
  }

  private static Collection<ActionDescriptor> on(Target target) {
    return ACTIONS.values().stream().filter(action -> action.target().isInstance(target)).toList();
  }

  private static @Nullable String guard(Verdict verdict) {
    return verdict instanceof Verdict.Denied denied ? denied.guard() : null;
  }

  private static void neverTouched(Self self, List<Target> targets) {
    for (Target target : targets) {
      for (ActionDescriptor action : on(target)) {
        for (boolean again : new boolean[] {false, true}) {
          assertThat(guard(judge(self, action, target, again)))
              .as(action.id() + " on " + target.describe() + (again ? ", before it acts" : ""))
              .isEqualTo(PROTECTION);
        }
      }
    }
  }

  @Test
  void noActionTouchesTheEngineItsStandbyTheAgentsTheirNamespaceAndSecrets() {
    neverTouched(inPod(), all(OWN, "engine-0", "node-1", "engine"));
    neverTouched(inPod(), all(OWN, "engine-1", "node-2", "engine"));
    neverTouched(inPod(), all(OWN, "agent-3", "node-3", "agent"));
  }

  @Test
  void noActionTouchesTheSystemsNamespaces() {
    for (String namespace : List.of("kube-system", "kube-public", "kube-node-lease")) {
      neverTouched(inPod(), all(namespace, "dns-1", "node-3", "dns"));
      neverTouched(Self.UNKNOWN, all(namespace, "dns-1", "node-3", "dns"));
    }
  }

  @Test
  void outsideAPodTheUsualNamespaceIsProtectedByTheDefaultConfiguration() {
    neverTouched(Self.UNKNOWN, all("nightjar", "agent-3", "node-3", "agent"));
  }

  @Test
  void noActionTakesThePodsOfANodeAwayOnWhichAnEngineRuns() {
    for (NodeTarget node :
        List.of(new NodeTarget("node-1", "uid-node-1"), new NodeTarget("node-2", "uid-node-2"))) {
      for (ActionDescriptor action : on(node)) {
        assertThat(guard(judge(inPod(), action, node, false)))
            .as(action.id() + " on " + node.describe())
            .isEqualTo(LEAVE_PODS_ALONE.contains(action.id()) ? null : PROTECTION);
      }
    }
  }

  @Test
  void noNodeOnWhichAnEngineRunsIsShutUnlessAPersonAgrees() {
    for (String action : LEAVE_PODS_ALONE) {
      for (String node : List.of("node-1", "node-2", "node-3")) {
        NodeTarget target = new NodeTarget(node, "uid-" + node);
        Verdict verdict =
            judge(inPod(), Objects.requireNonNull(ACTIONS.get(action)), target, false);
        boolean asked =
            verdict instanceof Verdict.AskFirst ask && ask.why().contains("runs Nightjar itself");
        assertThat(asked).as(action + " on " + node).isEqualTo(!node.equals("node-3"));
      }
    }
  }

  @Test
  void processesOfTheHostAreNeverTouchedAndAnAgentOutsideTheClusterIsOne() {
    neverTouched(inPod(), List.of(new ProcessTarget("node-3", 812, 99, "", "", "", "", "java")));
  }

  /** Or all of the above would pass with a guard that denies everything. */
  @Test
  void theSameActionsAreNotDeniedElsewhere() {
    List<Target> shop = all("shop", "checkout-1", "node-3", "checkout");
    for (Target target : shop) {
      assertThat(on(target)).as("actions on " + target.describe()).isNotEmpty();
      for (ActionDescriptor action : on(target)) {
        assertThat(guard(judge(inPod(), action, target, false)))
            .as(action.id() + " on " + target.describe())
            .isNull();
      }
    }
    NodeTarget node = new NodeTarget("node-3", "uid-node-3");
    assertThat(on(node)).hasSizeGreaterThan(LEAVE_PODS_ALONE.size());
    on(node)
        .forEach(
            action ->
                assertThat(guard(judge(inPod(), action, node, false))).as(action.id()).isNull());
  }

  /** What no permission is asked for cannot be hit, whoever asks, and whatever the guards say. */
  @Test
  void noActionMayWriteWhatNightjarStandsOn() {
    Set<String> writing = Set.of("create", "update", "patch", "delete", "deletecollection", "*");
    List<String> written =
        ACTIONS.values().stream()
            .flatMap(action -> action.permissions().stream())
            .filter(permission -> permission.verbs().stream().anyMatch(writing::contains))
            .map(Permission::resource)
            .distinct()
            .toList();
    assertThat(written)
        .contains("pods", "networkpolicies")
        .doesNotContain(
            "*",
            "configmaps",
            "serviceaccounts",
            "serviceaccounts/token",
            "namespaces",
            "roles",
            "clusterroles",
            "leases",
            "services",
            "persistentvolumeclaims",
            "poddisruptionbudgets",
            "customresourcedefinitions",
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations");
    assertThat(
            ACTIONS.values().stream()
                .flatMap(action -> action.permissions().stream())
                .filter(permission -> permission.resource().equals("networkpolicies"))
                .flatMap(permission -> permission.verbs().stream()))
        .as("what others wrote is never changed: it makes its own and deletes those")
        .doesNotContain("update", "patch");
  }
}
