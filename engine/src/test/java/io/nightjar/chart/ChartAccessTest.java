package io.nightjar.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.cli.CommandOutput;
import io.nightjar.cluster.EngineAccess;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Surroundings;
import io.nightjar.config.TestSurroundings;
import io.nightjar.policy.PlaybookNeeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart grants is what the program computes for the same configuration, and no more. */
class ChartAccessTest {

  private static final String ENGINE = "nj-nightjar-engine";

  @TempDir Path folder;

  @BeforeAll
  static void helm() {
    Chart.assumeHelmRunsHere();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "playbooks: {only: [cluster-admin]}",
        "playbooks: {only: [shell-in-container, crypto-miner]}",
        "playbooks: {only: [token-theft, change-breaks]}",
        "playbooks: {only: [hostile-image, node-credentials, tunnel]}",
        "{playbooks: {only: [ransomware]}, engine: {signIn: {kubernetes: {enabled: false, audience:"
            + " people}}}}",
        "{playbooks: {only: [c2-beacon]}, config: {agents: {serviceAccounts: [], tls: {clientCa:"
            + " /ca.crt}}, http: {signIn: {kubernetes: {enabled: false}}}}}",
      })
  void theClusterRoleIsWhatTheConfigurationNeeds(String values) throws Exception {
    Rendered rendered = Chart.values(values);
    Configuration configuration = configuration(rendered);
    PlaybookNeeds needs = needs(configuration);
    List<Permission> needed = new ArrayList<>(EngineAccess.always(configuration, needs.events()));
    ActionRegistry.standardDescriptors().stream()
        .filter(action -> needs.askedBy().containsKey(action.id()))
        .map(ActionDescriptor::permissions)
        .forEach(needed::addAll);

    io.nightjar.actions.ClusterRole computed = new io.nightjar.actions.ClusterRole(ENGINE, needed);
    assertThat(
            io.nightjar.chart.Rendered.of(computed.yaml())
                .one(ClusterRole.class, ENGINE)
                .getRules())
        .isEqualTo(rendered.one(ClusterRole.class, ENGINE).getRules());
  }

  /** As the program reads it, but that rules and playbooks are those of this tree. */
  private Configuration configuration(Rendered rendered) throws Exception {
    String yaml =
        rendered
            .file(ENGINE, "nightjar.yaml")
            .replace("/usr/lib/nightjar", Path.of("..").toAbsolutePath().normalize().toString());
    return new ConfigLoader(TestSurroundings.FIXED)
        .load(Optional.of(Files.writeString(folder.resolve("nightjar.yaml"), yaml)));
  }

  private static PlaybookNeeds needs(Configuration configuration) {
    return PlaybookNeeds.of(
        configuration.playbookSettings().shelf(configuration.playbooks(), new ArrayList<>()));
  }

  @Test
  void theCommandPrintsTheSameRules() throws Exception {
    Rendered rendered = Chart.values("playbooks: {only: [hostile-image]}");
    configuration(rendered);
    String printed =
        CommandOutput.of(
            new Surroundings(
                Map.of(),
                folder,
                folder,
                folder.resolve("nightjar.yaml"),
                false,
                "node-1",
                java.time.ZoneId.of("UTC")),
            "actions",
            "rbac",
            "kubernetes:block-image",
            "kubernetes:scale-to-zero",
            "node:isolate-pod");

    assertThat(Rendered.of(printed).one(ClusterRole.class, "nightjar").getRules())
        .isEqualTo(rendered.one(ClusterRole.class, ENGINE).getRules());
    assertThat(Rendered.of(printed).one(Role.class, "nightjar-kill-switch").getRules())
        .isEqualTo(rendered.one(Role.class, ENGINE + "-kill-switch").getRules());
  }

  @Test
  void nothingIsGrantedByAWildcard() {
    for (String profile : Chart.profiles()) {
      assertThat(rules(Chart.profile(profile)))
          .allSatisfy(
              rule -> {
                assertThat(rule.getVerbs()).doesNotContain("*");
                assertThat(rule.getResources()).noneMatch(resource -> resource.contains("*"));
                assertThat(rule.getApiGroups()).doesNotContain("*");
                assertThat(rule.getNonResourceURLs()).isNullOrEmpty();
              });
    }
  }

  private static List<PolicyRule> rules(Rendered rendered) {
    return Stream.concat(
            rendered.all(ClusterRole.class).flatMap(role -> role.getRules().stream()),
            rendered.all(Role.class).flatMap(role -> role.getRules().stream()))
        .toList();
  }

  @Test
  void secretsRolesAndProgramsInPodsAreTouchedOnlyWhereAnActionIsAboutThem() {
    assertThat(granted("playbooks: {only: [shell-in-container, crypto-miner, hostile-image]}"))
        .noneMatch(one -> one.contains("secrets"))
        .noneMatch(one -> one.contains("roles") || one.contains("rolebindings"))
        .noneMatch(one -> one.contains("pods/exec"));
    assertThat(granted("rbac: {actions: ['kubernetes:rotate-secret', 'kubernetes:run-command']}"))
        .contains("get secrets", "patch secrets", "create pods/exec")
        .doesNotContain("list secrets", "watch secrets");
    assertThat(granted("playbooks: {only: [token-theft]}"))
        .contains("patch clusterrolebindings", "bind clusterroles");
  }

  private static Set<String> granted(String values) {
    Set<String> granted = new TreeSet<>();
    for (PolicyRule rule : Chart.values(values).one(ClusterRole.class, ENGINE).getRules()) {
      rule.getResources()
          .forEach(resource -> rule.getVerbs().forEach(verb -> granted.add(verb + " " + resource)));
    }
    return granted;
  }

  @Test
  void inNamespacesItActsOnlyThere() {
    Rendered rendered = Chart.profile("namespaces");

    assertThat(rendered.one(ClusterRole.class, ENGINE).getRules())
        .allSatisfy(
            rule ->
                assertThat(List.of("get", "list", "watch", "create")).containsAll(rule.getVerbs()))
        .filteredOn(rule -> rule.getVerbs().contains("create"))
        .flatExtracting(PolicyRule::getResources)
        .containsExactlyInAnyOrder("tokenreviews", "subjectaccessreviews");
    assertThat(rendered.one(ClusterRole.class, ENGINE + "-actions").getRules())
        .flatExtracting(PolicyRule::getResources)
        .contains("networkpolicies", "deployments")
        .doesNotContain("nodes", "namespaces", "clusterrolebindings");
    assertThat(
            rendered
                .all(RoleBinding.class)
                .filter(binding -> binding.getRoleRef().getName().equals(ENGINE + "-actions"))
                .map(binding -> binding.getMetadata().getNamespace()))
        .containsExactly("shop", "bank");
    assertThat(Chart.values("rbac: {namespaces: [shop]}").one(ClusterRole.class, ENGINE).getRules())
        .anyMatch(
            rule -> rule.getResources().contains("nodes") && rule.getVerbs().contains("patch"));
  }

  @Test
  void whatValuesAddIsGrantedToo() {
    assertThat(
            Chart.profile("everything").one(ClusterRole.class, ENGINE).getRules().stream()
                .flatMap(rule -> rule.getResources().stream()))
        .as("of a playbook in the values, and of rbac.actions")
        .contains("secrets", "pods/exec", "events");
    assertThat(Chart.profile("gitops").one(ClusterRole.class, ENGINE).getRules())
        .flatExtracting(PolicyRule::getResources)
        .contains("events", "networkpolicies")
        .doesNotContain("nodes/proxy", "validatingadmissionpolicies");
    assertThat(Chart.values("rbac: {create: false}").all(ClusterRole.class)).isEmpty();
    assertThat(Chart.values("killSwitch: {configMap: ''}").all(Role.class)).isEmpty();
  }
}
