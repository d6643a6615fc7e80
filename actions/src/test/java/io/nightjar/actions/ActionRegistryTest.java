package io.nightjar.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.nightjar.actions.kubernetes.IsolatePod;
import io.nightjar.actions.kubernetes.ScaleToZero;
import io.nightjar.actions.process.KillProcess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionRegistryTest {
  private static final Set<String> ADMISSION =
      Set.of("validatingadmissionpolicies", "validatingadmissionpolicybindings");
  private static final Config NOWHERE =
      new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1/").build();

  private final KubernetesClient client = new KubernetesClientBuilder().withConfig(NOWHERE).build();
  private final ActionRegistry registry =
      ActionRegistry.standard(client, NodeControls.untouched(), () -> Instant.EPOCH);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void everyActionIsDescribedWhole() {
    assertThat(registry.descriptors())
        .hasSameSizeAs(registry.byId().keySet())
        .allSatisfy(
            action -> {
              assertThat(action.id()).matches("[a-z]+:[a-z-]+");
              assertThat(action.summary()).isNotBlank().doesNotEndWith(".");
              assertThat(action.parameters().values()).noneMatch(String::isBlank);
              assertThat(action.d3fend()).matches("(D3-[A-Z]+)?");
              assertThat(action.permissions())
                  .noneMatch(one -> one.resource().equals("*") || one.verbs().contains("*"));
            });
  }

  @Test
  void holdsTheActionsOfTheMissionAndThoseOfTheNode() {
    assertThat(registry.descriptors())
        .extracting(ActionDescriptor::id)
        .contains(
            "container:freeze",
            "evidence:collect",
            "kubernetes:enforce-read-only-root-filesystem",
            "kubernetes:isolate-pod",
            "kubernetes:roll-back-image",
            "kubernetes:scale-to-zero",
            "node:isolate-pod",
            "process:kill",
            "process:stop");
  }

  @Test
  void findsByIdOnly() {
    assertThat(registry.find(IsolatePod.ID)).containsInstanceOf(IsolatePod.class);
    assertThat(registry.find("kubernetes:delete-namespace")).isEmpty();
  }

  @Test
  void refusesTwoActionsOfOneName() {
    KillProcess kill = new KillProcess(NodeControls.untouched().processes());
    assertThatThrownBy(() -> new ActionRegistry(List.of(kill, kill)))
        .hasMessageContaining("process:kill");
  }

  @Test
  void whatIsOnlyReadAboutWritesNothingAnywhere() {
    assertThatThrownBy(() -> NodeControls.untouched().intents().begin("r-1"))
        .hasMessageContaining("nothing is done");
  }

  @Test
  void asksForNothingThatNoActionNeeds() {
    assertThat(registry.permissions(Set.of(KillProcess.ID))).isEmpty();
    assertThatThrownBy(() -> registry.permissions(Set.of("no:such")))
        .hasMessageContaining("no:such");
  }

  @Test
  void mergesThePermissionsOfSeveralActions() {
    assertThat(registry.permissions(Set.of(IsolatePod.ID, ScaleToZero.ID)))
        .contains(
            new ActionDescriptor.Permission("apps", "replicasets", List.of("get", "patch")),
            new ActionDescriptor.Permission("apps", "statefulsets", List.of("get", "patch")),
            new ActionDescriptor.Permission("", "pods", List.of("get", "patch")))
        .doesNotHaveDuplicates();
  }

  @Test
  void onlyTheActionsThatAreAboutThemMayTouchSecretsOrRunProgramsOrRuleOverRoles() {
    Map<String, Set<String>> touching = new TreeMap<>();
    for (ActionDescriptor action : registry.descriptors()) {
      for (ActionDescriptor.Permission one : action.permissions()) {
        if (one.resource().contains("secrets")
            || one.resource().contains("exec")
            || one.resource().contains("ephemeralcontainers")
            || one.resource().contains("proxy")
            || one.apiGroup().startsWith("rbac")
            || one.apiGroup().startsWith("admissionregistration")) {
          touching.computeIfAbsent(action.id(), id -> new TreeSet<>()).add(one.resource());
        }
      }
    }
    assertThat(touching)
        .isEqualTo(
            Map.of(
                "kubernetes:delete-secret",
                Set.of("secrets"),
                "kubernetes:rotate-secret",
                Set.of("secrets"),
                "kubernetes:block-image",
                ADMISSION,
                "kubernetes:forbid-exec",
                ADMISSION,
                "kubernetes:forbid-privileged",
                ADMISSION,
                "kubernetes:run-command",
                Set.of("pods/exec"),
                "evidence:checkpoint",
                Set.of("nodes/proxy"),
                "kubernetes:debug-container",
                Set.of("pods/ephemeralcontainers"),
                "kubernetes:revoke-service-account",
                Set.of("rolebindings", "clusterrolebindings", "roles", "clusterroles")));
  }

  @Test
  void writesTheClusterRoleOfOneAction() {
    String yaml =
        new ClusterRole("nightjar-engine", registry.permissions(Set.of(ScaleToZero.ID))).yaml();
    assertThat(yaml)
        .isEqualTo(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: nightjar-engine
            rules:
              - apiGroups: ["apps"]
                resources: ["daemonsets", "deployments", "replicasets", "statefulsets"]
                verbs: ["get", "patch"]
              - apiGroups: ["autoscaling"]
                resources: ["horizontalpodautoscalers"]
                verbs: ["list"]
            """);
    io.fabric8.kubernetes.api.model.rbac.ClusterRole parsed = parse(yaml);
    assertThat(parsed.getRules())
        .extracting(PolicyRule::getApiGroups)
        .containsExactly(List.of("apps"), List.of("autoscaling"));
  }

  @Test
  void aClusterRoleWithoutRulesIsStillOne() {
    assertThat(parse(new ClusterRole("nothing", List.of()).yaml()).getRules()).isEmpty();
  }

  private static io.fabric8.kubernetes.api.model.rbac.ClusterRole parse(String yaml) {
    return Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.rbac.ClusterRole.class);
  }
}
