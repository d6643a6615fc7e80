package io.nightjar.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.nightjar.actions.ProcessControl.KillResult;
import io.nightjar.actions.kubernetes.IsolatePod;
import io.nightjar.actions.kubernetes.ScaleToZero;
import io.nightjar.actions.process.KillProcess;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionRegistryTest {
  private static final Config NOWHERE =
      new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1/").build();

  private final KubernetesClient client = new KubernetesClientBuilder().withConfig(NOWHERE).build();
  private final ActionRegistry registry =
      ActionRegistry.standard(client, target -> new KillResult(List.of(), List.of(), true));

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void holdsTheFiveActionsOfTheMission() {
    assertThat(registry.descriptors())
        .extracting(ActionDescriptor::id)
        .containsExactly(
            "kubernetes:enforce-read-only-root-filesystem",
            "kubernetes:isolate-pod",
            "kubernetes:roll-back-image",
            "kubernetes:scale-to-zero",
            "process:kill");
  }

  @Test
  void findsByIdOnly() {
    assertThat(registry.find(IsolatePod.ID)).containsInstanceOf(IsolatePod.class);
    assertThat(registry.find("kubernetes:delete-namespace")).isEmpty();
  }

  @Test
  void refusesTwoActionsOfOneName() {
    KillProcess kill = new KillProcess(target -> new KillResult(List.of(), List.of(), true));
    assertThatThrownBy(() -> new ActionRegistry(List.of(kill, kill)))
        .hasMessageContaining("process:kill");
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
  void noActionMayTouchSecretsOrRunProgramsOrRuleOverRoles() {
    Set<String> all = new TreeSet<>();
    registry.descriptors().forEach(descriptor -> all.add(descriptor.id()));
    assertThat(registry.permissions(all))
        .noneMatch(one -> one.resource().contains("secrets") || one.resource().contains("exec"))
        .noneMatch(one -> one.apiGroup().startsWith("rbac") || one.verbs().contains("*"));
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
                resources: ["deployments", "replicasets", "statefulsets"]
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
