package io.nightjar.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Helm installs the chart on the practice cluster, upgrades it and takes it away. */
class InstallTest {

  private static final String ENGINE = "nj-nightjar-engine";

  @SuppressWarnings("NullAway.Init")
  private static PracticeCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static KubernetesClient client;

  @BeforeAll
  static void start() throws Exception {
    Chart.assumeHelmRunsHere();
    cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
    client = cluster.client();
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void anUpgradeKeepsTheCertificateAndUninstallingLeavesTheVolumeAlone() throws Exception {
    Release installed =
        new Helm(Chart.FOLDER)
            .install()
            .withName(Chart.RELEASE)
            .withNamespace(Chart.NAMESPACE)
            .createNamespace()
            .disableOpenApiValidation()
            .withKubeConfigContents(cluster.kubeconfig())
            .call();
    assertThat(installed.getStatus()).isEqualTo("deployed");
    assertThat(installed.getOutput())
        .contains(
            "mode dry-run", "kubernetes:isolate-pod", "create configmap nightjar-kill-switch");
    Secret first = certificate();
    assertSignedByWhatAgentsTrust(first);

    upgrade(Map.of("mode", "enforce"));
    assertThat(client.configMaps().inNamespace(Chart.NAMESPACE).withName(ENGINE).get().getData())
        .extractingByKey("nightjar.yaml")
        .asString()
        .contains("mode: enforce");
    assertThat(certificate().getData()).isEqualTo(first.getData());

    upgrade(Map.of("engine.publicUrl", "https://nightjar.example.com"));
    assertThat(certificate().getData()).as("it has another name").isNotEqualTo(first.getData());
    assertSignedByWhatAgentsTrust(certificate());
    assertThat(read(entry(certificate(), "tls.crt")).getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .contains("nightjar.example.com", "nj-nightjar-engine.security.svc");

    Helm.uninstall(Chart.RELEASE)
        .withNamespace(Chart.NAMESPACE)
        .withKubeConfigContents(cluster.kubeconfig())
        .call();
    assertThat(left()).containsExactly("PersistentVolumeClaim " + ENGINE);
  }

  private static void upgrade(Map<String, String> values) {
    UpgradeCommand command =
        new Helm(Chart.FOLDER)
            .upgrade()
            .withName(Chart.RELEASE)
            .withNamespace(Chart.NAMESPACE)
            .disableOpenApiValidation()
            .reuseValues()
            .withKubeConfigContents(cluster.kubeconfig());
    values.forEach(command::set);
    assertThat(command.call().getStatus()).isEqualTo("deployed");
  }

  private static String entry(Secret secret, String key) {
    return Objects.requireNonNull(secret.getData().get(key), key);
  }

  private static Secret certificate() {
    return client.secrets().inNamespace(Chart.NAMESPACE).withName(ENGINE + "-tls").get();
  }

  private static void assertSignedByWhatAgentsTrust(Secret secret) throws Exception {
    ConfigMap trusted =
        client.configMaps().inNamespace(Chart.NAMESPACE).withName(ENGINE + "-ca").get();
    X509Certificate authority =
        certificate(
            Objects.requireNonNull(trusted.getData().get("ca.crt"))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    read(entry(secret, "tls.crt")).verify(authority.getPublicKey());
    assertThat(secret.getData()).containsOnlyKeys("tls.crt", "tls.key");
  }

  private static X509Certificate read(String base64) throws Exception {
    return certificate(Base64.getDecoder().decode(base64));
  }

  private static X509Certificate certificate(byte[] pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static List<String> left() {
    return Stream.of(
            PersistentVolumeClaim.class,
            ConfigMap.class,
            Secret.class,
            ServiceAccount.class,
            Deployment.class,
            DaemonSet.class,
            NetworkPolicy.class,
            ClusterRole.class,
            ClusterRoleBinding.class)
        .flatMap(type -> client.resources(type).inAnyNamespace().list().getItems().stream())
        .map(HasMetadata.class::cast)
        .filter(one -> one.getMetadata().getName().contains("nj"))
        .map(one -> one.getKind() + " " + one.getMetadata().getName())
        .toList();
  }
}
