package io.nightjar.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.Surroundings;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that Nightjar acts on: the configured or found one, or the practice cluster, which
 * then runs in this process.
 *
 * @param name for people: the context's name
 * @param practiceKubeconfig where the practice cluster's kubeconfig was written; null for a real
 *     one
 */
public record ClusterConnection(
    String name,
    KubernetesClient client,
    @Nullable PracticeCluster practice,
    @Nullable Path practiceKubeconfig)
    implements AutoCloseable {

  /** File in the state directory that leads kubectl to the practice cluster. */
  public static final String PRACTICE_KUBECONFIG = "practice.kubeconfig";

  /** Its objects, so that a restart finds the pods that a waiting response is about. */
  private static final String PRACTICE_OBJECTS = "practice.jsonl";

  private static final Path IN_CLUSTER_TOKEN =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  /**
   * @throws IOException when a kubeconfig cannot be read, or none was found and practising is
   *     switched off
   */
  public static ClusterConnection open(
      ClusterConfig config, Surroundings around, Path state, String node) throws IOException {
    return open(config, around, state, node, new WriteGuard());
  }

  /**
   * @param guard is asked before every request that changes something
   * @throws IOException as above
   */
  public static ClusterConnection open(
      ClusterConfig config, Surroundings around, Path state, String node, WriteGuard guard)
      throws IOException {
    if (config.practice() == Practice.ALWAYS) {
      return practise(state, node);
    }
    Optional<Path> kubeconfig = kubeconfig(config, around);
    if (kubeconfig.isPresent()) {
      return ofKubeconfig(kubeconfig.get(), config.context(), guard);
    }
    if (inCluster()) {
      return of("in-cluster", Config.autoConfigure(null), guard);
    }
    if (config.practice() == Practice.NEVER) {
      throw new IOException(
          "no cluster: neither --kubeconfig, $KUBECONFIG, ~/.kube/config nor a service account was"
              + " found; name a kubeconfig, or run with --practice to use the practice cluster");
    }
    return practise(state, node);
  }

  /** Whether this process runs in a pod that has a service account. */
  public static boolean inCluster() {
    return Files.exists(IN_CLUSTER_TOKEN);
  }

  /** The kubeconfig that would be used, if any. */
  public static Optional<Path> kubeconfig(ClusterConfig config, Surroundings around) {
    if (config.kubeconfig() != null) {
      return Optional.of(config.kubeconfig());
    }
    String variable = around.environment().getOrDefault("KUBECONFIG", "");
    Path usual = around.userHome().resolve(".kube/config");
    return !variable.isEmpty()
        ? Optional.of(Path.of(variable))
        : Optional.of(usual).filter(Files::exists);
  }

  private static ClusterConnection ofKubeconfig(
      Path file, @Nullable String context, WriteGuard guard) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "cannot read the kubeconfig " + file + "; name another with --kubeconfig");
    }
    Config config = Config.fromKubeconfig(context, file.toFile());
    String name =
        config.getCurrentContext() == null ? file.toString() : config.getCurrentContext().getName();
    return of(name, config, guard);
  }

  private static ClusterConnection of(String name, Config found, WriteGuard guard) {
    // retries, time limits and circuit breaking stand once, around the action
    Config config =
        new ConfigBuilder(found).withRequestRetryBackoffLimit(0).withRequestTimeout(8_000).build();
    return new ClusterConnection(
        name,
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("leads", guard))
            .build(),
        null,
        null);
  }

  private static ClusterConnection practise(Path state, String node) throws IOException {
    PracticeCluster cluster =
        PracticeCluster.resume(state.resolve(PRACTICE_OBJECTS), Seed.shop(node), 0);
    Path kubeconfig = state.resolve(PRACTICE_KUBECONFIG);
    cluster.writeKubeconfig(kubeconfig);
    return new ClusterConnection("practice", cluster.client(), cluster, kubeconfig);
  }

  public String server() {
    return client.getMasterUrl().toString();
  }

  public boolean isPractice() {
    return practice != null;
  }

  /** Whether the API server answers now. */
  public boolean reachable() {
    try {
      return client.getKubernetesVersion() != null;
    } catch (RuntimeException unreachable) {
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
    if (practice != null) {
      practice.close();
    }
  }
}
