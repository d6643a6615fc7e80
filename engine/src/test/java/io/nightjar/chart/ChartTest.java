package io.nightjar.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.nightjar.Golden;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real Helm makes of the chart, for every values file that comes with it. */
class ChartTest {

  private static final String ENGINE = "nj-nightjar-engine";
  private static final String AGENT = "nj-nightjar-agent";
  private static final String DECIDE = "nj-nightjar-decide";

  @TempDir Path folder;

  static List<String> profiles() {
    return Chart.profiles();
  }

  @BeforeAll
  static void helm() {
    Chart.assumeHelmRunsHere();
  }

  @Test
  void lintFindsNothing() {
    assertThat(Chart.lint().isFailed()).as("%s", Chart.lint().getMessages()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyFieldIsOneThatKubernetesKnows(String profile) {
    for (String kubernetes : List.of(Chart.NEW, Chart.OLD)) {
      Rendered rendered = Chart.profile(profile, kubernetes);
      assertThat(rendered.objects()).isNotEmpty();
      assertThat(rendered.unknownFields()).isEmpty();
      assertThat(rendered.objects())
          .extracting(
              one ->
                  one.getKind()
                      + " "
                      + one.getMetadata().getNamespace()
                      + "/"
                      + one.getMetadata().getName())
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void noContainerGetsMoreThanItNeeds(String profile) {
    Rendered rendered = Chart.profile(profile);
    for (PodSpec pod : rendered.pods()) {
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getHostNetwork()).isNull();
      assertThat(pod.getHostIPC()).isNull();
    }
    for (Container container : rendered.containers()) {
      SecurityContext security = container.getSecurityContext();
      assertThat(security.getPrivileged()).isNull();
      assertThat(security.getReadOnlyRootFilesystem()).isTrue();
      assertThat(security.getAllowPrivilegeEscalation()).isFalse();
      assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(security.getCapabilities().getAdd().isEmpty())
          .isEqualTo(!container.getName().equals("agent"));
      assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(container.getResources().getLimits()).containsKey("memory");
    }
    rendered
        .find(Deployment.class, ENGINE)
        .map(engine -> engine.getSpec().getTemplate().getSpec())
        .ifPresent(
            pod -> {
              assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
              assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                  .isEqualTo("RuntimeDefault");
              assertThat(pod.getHostPID()).isNull();
              assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
            });
  }

  @Test
  void theAgentIsNobodyToTheApiServer() {
    Rendered rendered = Chart.profile("everything");

    PodSpec agent = rendered.one(DaemonSet.class, AGENT).getSpec().getTemplate().getSpec();
    List<ServiceAccountTokenProjection> tokens =
        agent.getVolumes().stream()
            .filter(volume -> volume.getProjected() != null)
            .flatMap(volume -> volume.getProjected().getSources().stream())
            .map(VolumeProjection::getServiceAccountToken)
            .toList();
    assertThat(tokens).extracting("audience").containsExactly("nightjar-agents");
    assertThat(rendered.text())
        .containsOnlyOnce(
            "name: "
                + AGENT
                + "\n"
                + "  namespace: security\n"
                + "  labels:\n"
                + "    app.kubernetes.io/name: nightjar\n"
                + "    app.kubernetes.io/instance: nj\n"
                + "    app.kubernetes.io/component: agent\n"
                + "    app.kubernetes.io/version: \"0.1.0\"\n"
                + "    app.kubernetes.io/part-of: nightjar\n"
                + "    app.kubernetes.io/managed-by: Helm\n"
                + "    helm.sh/chart: nightjar-0.1.0\n"
                + "    team: security\n"
                + "automountServiceAccountToken: false");
    assertThat(subjects(rendered)).isNotEmpty().allMatch(ENGINE::equals);
    assertThat(agent.getVolumes()).allMatch(volume -> volume.getSecret() == null);
  }

  private static List<String> subjects(Rendered rendered) {
    return java.util.stream.Stream.concat(
            rendered
                .all(io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding.class)
                .flatMap(binding -> binding.getSubjects().stream()),
            rendered
                .all(io.fabric8.kubernetes.api.model.rbac.RoleBinding.class)
                .flatMap(binding -> binding.getSubjects().stream()))
        .map(io.fabric8.kubernetes.api.model.rbac.Subject::getName)
        .toList();
  }

  @Test
  void capabilitiesFollowTheEnabledActions() {
    assertThat(capabilities("playbooks: {only: [cluster-admin]}"))
        .containsExactly("BPF", "DAC_READ_SEARCH", "PERFMON", "SYS_PTRACE");
    assertThat(capabilities("playbooks: {only: [crypto-miner]}")).contains("KILL");
    assertThat(
            capabilities(
                "playbooks: {only: [cluster-admin]}\nrbac: {actions: ['node:isolate-pod']}"))
        .contains("NET_ADMIN", "SYS_ADMIN");
    assertThat(
            Chart.values("agent: {privileged: true}")
                .one(DaemonSet.class, AGENT)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getSecurityContext()
                .getPrivileged())
        .isTrue();
  }

  private static List<String> capabilities(String values) {
    return Chart.values(values)
        .one(DaemonSet.class, AGENT)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getSecurityContext()
        .getCapabilities()
        .getAdd();
  }

  @Test
  void everyImageIsChosenByValues() {
    assertThat(Chart.profile("ha").containers())
        .extracting(Container::getImage)
        .containsOnly(
            "registry.example.com/security/nightjar-engine:1.2.3",
            "registry.example.com/security/nightjar-agent:1.2.3");
    assertThat(Chart.profile("everything").containers())
        .extracting(Container::getImage)
        .allMatch(
            image ->
                image.matches("registry.example.com:5000/nightjar-[a-z]+@sha256:[0-9a-f]{64}"));
    assertThat(Chart.profile("gitops").containers())
        .extracting(Container::getImage)
        .allMatch(
            image ->
                image.startsWith("nightjar-")
                    || image.startsWith("registry.example.com/git-sync@"));
  }

  /** A selector that changes makes an upgrade fail. */
  @Test
  void selectorsStayAsTheyAreOverVersions() {
    Rendered rendered = Chart.profile("everything");
    Golden.check(
        "src/test/resources/golden/chart-selectors.txt",
        "engine "
            + rendered.one(Deployment.class, ENGINE).getSpec().getSelector().getMatchLabels()
            + "\nagent "
            + rendered.one(DaemonSet.class, AGENT).getSpec().getSelector().getMatchLabels()
            + "\ndecide "
            + Chart.profile("scale-out")
                .one(Deployment.class, DECIDE)
                .getSpec()
                .getSelector()
                .getMatchLabels()
            + "\n");
  }

  @Test
  void anEngineThatOnlyDecidesHasNoRightNoTokenAndReachesOnlyBrokers() throws Exception {
    Rendered rendered = Chart.profile("scale-out");

    PodSpec pod = rendered.one(Deployment.class, DECIDE).getSpec().getTemplate().getSpec();
    assertThat(pod.getServiceAccountName()).isEqualTo(DECIDE);
    assertThat(subjects(rendered)).isNotEmpty().doesNotContain(DECIDE);
    assertThat(pod.getVolumes()).allMatch(volume -> volume.getProjected() == null);
    assertThat(pod.getVolumes())
        .extracting("name")
        .contains("kafka", "kafka-keys", "kafka-ca")
        .doesNotContain("postgresql", "keys", "tls");
    Container container = pod.getContainers().getFirst();
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
    NetworkPolicy policy = rendered.one(NetworkPolicy.class, DECIDE);
    assertThat(policy.getSpec().getEgress())
        .flatExtracting(rule -> rule.getPorts())
        .extracting(port -> String.valueOf(port.getPort().getValue()))
        .containsExactly("53", "53", "9093");
    Configuration decides = read(rendered.file(DECIDE, "nightjar.yaml"));
    Configuration acts = read(rendered.file(ENGINE, "nightjar.yaml"));
    assertThat(decides.store().url()).isNull();
    assertThat(decides.calendars()).isEqualTo(acts.calendars()).containsKey("night");
    assertThat(decides.playbooks()).isEqualTo(acts.playbooks());
    assertThat(java.util.Objects.requireNonNull(decides.kafka()).settings("x"))
        .isEqualTo(java.util.Objects.requireNonNull(acts.kafka()).settings("x"));
    assertThat(decides.kafka().listen()).hasToString("0.0.0.0:9464");
    assertThat(decides.kafka().passwordFile()).hasToString("/etc/nightjar/kafka/password");
  }

  @Test
  void decidingIsSharedOnlyOverKafkaAndScaledOnlyByWhatIsMeasured() {
    assertThatThrownBy(() -> Chart.values("decide: {enabled: true}"))
        .hasMessageContaining("kafka.servers has to name brokers");
    assertThatThrownBy(
            () ->
                Chart.values(
                    "kafka: {servers: ['k:9092']}\n"
                        + "decide: {enabled: true, autoscaling: {enabled: true}}"))
        .hasMessageContaining("decide.autoscaling.metrics");
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void secretsAreOnlyNamed(String profile) {
    Rendered rendered = Chart.profile(profile);
    assertThat(rendered.all(Secret.class)).isEmpty();
    assertThat(rendered.all(ConfigMap.class).flatMap(map -> map.getData().values().stream()))
        .noneMatch(text -> text.contains("PRIVATE KEY"));
    for (Container container : rendered.containers()) {
      assertThat(container.getEnv())
          .allMatch(
              one ->
                  one.getValue() == null
                      || List.of("WORKLOAD_NAME", "JAVA_TOOL_OPTIONS").contains(one.getName()));
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void nightjarUnderstandsItsConfiguration(String profile) throws Exception {
    Rendered rendered = Chart.profile(profile);
    for (String name : List.of(ENGINE, AGENT, DECIDE)) {
      Optional<ConfigMap> map = rendered.find(ConfigMap.class, name);
      if (map.isPresent()) {
        Configuration read = read(rendered.file(name, "nightjar.yaml"));
        assertThat(read.state()).isAbsolute();
      }
    }
  }

  private Configuration read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("nightjar.yaml"), yaml);
    return new ConfigLoader(TestSurroundings.FIXED)
        .read(Optional.of(file), Overrides.NONE)
        .configuration();
  }

  @Test
  void whatTheValuesSayIsInTheConfiguration() throws Exception {
    Configuration engine = read(Chart.profile("everything").file(ENGINE, "nightjar.yaml"));
    assertThat(engine.killSwitchConfigMap()).isEqualTo("security/nightjar-kill-switch");
    assertThat(engine.protection().namespaces()).containsExactly("security", "payments");
    assertThat(engine.agents().serviceAccounts())
        .containsExactly("system:serviceaccount:security:nj-nightjar-agent");
    assertThat(engine.ingest().senders()).containsOnlyKeys("falco", "api-server");
    assertThat(engine.approvals().groups()).containsExactly("on-call");
    assertThat(engine.http().publicUrl()).hasToString("https://nightjar.example.com");

    Configuration apart = read(Chart.profile("engine").file(ENGINE, "nightjar.yaml"));
    assertThat(apart.protection().namespaces())
        .as("agents of other releases are not to be acted on either")
        .containsExactly("security", "nightjar-agents");

    Configuration agent = read(Chart.profile("default").file(AGENT, "nightjar.yaml"));
    assertThat(agent.agent().engines())
        .extracting(Object::toString)
        .containsExactly("https://nj-nightjar-engine.security.svc:2805");

    Configuration wrong =
        read(Chart.values("config: {mode: dry-run}\nmode: enforce").file(ENGINE, "nightjar.yaml"));
    assertThat(wrong.mode()).as("config wins").hasToString("DRY_RUN");
    String broken = Chart.values("config: {mod: dry-run}").file(ENGINE, "nightjar.yaml");
    assertThatThrownBy(() -> read(broken)).isInstanceOf(ConfigErrors.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "engin: {} | 'engin' not allowed",
        "engine: {replica: 1} | 'replica' not allowed",
        "engine: {replicas: 2} | /engine/replicas",
        "mode: enforced | /mode",
        "agent: {capabilities: {add: [ALL]}} | /agent/capabilities/add/0",
        "agent: {engines: ['http://nightjar:2805']} | /agent/engines/0",
        "agent: {spool: {hostPath: var}} | /agent/spool/hostPath",
        "engine: {image: {digest: latest}} | /engine/image/digest",
        "engine: {publicUrl: 'http://nightjar.example.com'} | /engine/publicUrl",
        "engine: {postgresql: {url: 'jdbc:postgresql://db/n?password=x'}} | /engine/postgresql/url",
        "engine: {resources: {limit: {}}} | 'limit' not allowed",
        "rbac: {actions: ['delete everything']} | /rbac/actions/0",
        "networkPolicy: {pages: {from: [{}]}} | /networkPolicy/pages/from/0",
        "playbooks: {inline: {own: {playbook.drl: x}}} | missing property 'playbook.yaml'",
        "playbooks: {only: [no-such]} | there is no playbook no-such",
        "rbac: {actions: ['kubernetes:no-such']} | no action is called kubernetes:no-such",
        "tls: {mode: secret, secret: {name: x}} | tls.caConfigMap",
        "tls: {mode: certManager, caConfigMap: x} | tls.certManager.issuerRef",
        "engine: {enabled: false} | agent.engines",
        "engine: {postgresql: {enabled: true, url: 'jdbc:postgresql://db/n'}} |"
            + " passwordSecret.name",
        "engine: {ingest: {enabled: true}} | engine.ingest.senders",
        "rules: {shipped: false} | there are none of your own",
        "policy: {source: git} | policy.git.image",
      })
  void aMistakeIsRefusedAndNamed(String values, String message) {
    assertThatThrownBy(() -> Chart.values(values)).hasMessageContaining(message);
  }

  @Test
  void withTheEmbeddedStoreTheOldEngineEndsFirstAndItsVolumeStays() {
    Rendered one = Chart.profile("default");
    assertThat(one.one(Deployment.class, ENGINE).getSpec().getStrategy().getType())
        .isEqualTo("Recreate");
    assertThat(one.one(PersistentVolumeClaim.class, ENGINE).getMetadata().getAnnotations())
        .containsEntry("helm.sh/resource-policy", "keep");
    assertThat(
            Chart.values("engine: {persistence: {keep: false}}")
                .one(PersistentVolumeClaim.class, ENGINE)
                .getMetadata()
                .getAnnotations())
        .isNullOrEmpty();
    assertThat(Chart.profile("minimal").all(PersistentVolumeClaim.class)).isEmpty();
  }

  @Test
  void theDisruptionBudgetIsOfTheVersionThatTheClusterKnows() {
    assertThat(budget(Chart.profile("ha", Chart.NEW))).isEqualTo("policy/v1");
    assertThat(budget(Chart.profile("ha", Chart.OLD))).isEqualTo("policy/v1beta1");
    assertThat(Chart.profile("default").objects())
        .as("with one engine it could only keep a node from being drained")
        .noneMatch(one -> one.getKind().equals("PodDisruptionBudget"));
  }

  private static String budget(Rendered rendered) {
    return rendered.objects().stream()
        .filter(one -> one.getKind().equals("PodDisruptionBudget"))
        .map(HasMetadata::getApiVersion)
        .findFirst()
        .orElse("");
  }

  @Test
  void nobodyReachesTheEngineWhoIsNotNamed() {
    NetworkPolicy closed = Chart.profile("default").one(NetworkPolicy.class, ENGINE);
    assertThat(closed.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(ports(closed)).containsExactly("agents");

    NetworkPolicy open = Chart.profile("everything").one(NetworkPolicy.class, ENGINE);
    assertThat(ports(open)).containsExactly("agents", "ingest", "metrics", "pages");
    assertThat(open.getSpec().getIngress()).allMatch(rule -> !rule.getFrom().isEmpty());

    NetworkPolicy agent = Chart.profile("default").one(NetworkPolicy.class, AGENT);
    assertThat(agent.getSpec().getIngress()).isEmpty();
    assertThat(agent.getSpec().getEgress().stream().flatMap(rule -> rule.getPorts().stream()))
        .extracting(port -> port.getPort().getIntVal())
        .containsExactlyInAnyOrder(53, 53, 2805);
  }

  private static Set<String> ports(NetworkPolicy policy) {
    Set<String> ports = new TreeSet<>();
    policy
        .getSpec()
        .getIngress()
        .forEach(rule -> rule.getPorts().forEach(port -> ports.add(port.getPort().getStrVal())));
    return ports;
  }

  @Test
  void theNamespaceIsPrivilegedOnlyWhereAgentsAre() {
    assertThat(level(Chart.profile("everything"))).isEqualTo("privileged");
    assertThat(level(Chart.profile("engine"))).isEqualTo("restricted");
    assertThat(Chart.profile("default").all(Namespace.class)).isEmpty();
  }

  private static String level(Rendered rendered) {
    return String.valueOf(
        rendered
            .one(Namespace.class, "security")
            .getMetadata()
            .getLabels()
            .get("pod-security.kubernetes.io/enforce"));
  }

  @Test
  void alertRulesKeepTheirTemplates() {
    GenericKubernetesResource rules =
        Chart.profile("everything")
            .all(GenericKubernetesResource.class)
            .filter(one -> one.getKind().equals("PrometheusRule"))
            .findFirst()
            .orElseThrow();
    assertThat(String.valueOf(rules.getAdditionalProperties().get("spec")))
        .contains("NightjarLostEvents", "{{ $labels.instance }}");
    assertThat(Chart.profile("everything").file("nj-nightjar-playbook-own", "playbook.yaml"))
        .contains("{{ not a template }}");
  }
}
