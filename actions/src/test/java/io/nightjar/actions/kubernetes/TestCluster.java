package io.nightjar.actions.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.model.CommonCustomTypes;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A cluster that the action contracts run on. */
interface TestCluster extends AutoCloseable {

  KubernetesClient client();

  @Override
  void close();

  /** In memory. */
  static Practice practice() {
    return practice(CommonCustomTypes.all());
  }

  /** In memory, with these types beside the standard ones. */
  static Practice practice(ResourceType... custom) {
    return practice(ResourceCatalog.standard().with(custom));
  }

  static Practice practice(ResourceCatalog catalog) {
    try {
      return new Practice(PracticeCluster.start(Seed.bare("node-1"), 0, catalog));
    } catch (IOException failed) {
      throw new IllegalStateException("the practice cluster does not start", failed);
    }
  }

  /** The one that NIGHTJAR_IT_KUBECONFIG names; skips the test when there is none. */
  static TestCluster real() {
    String file = System.getenv("NIGHTJAR_IT_KUBECONFIG");
    boolean given = file != null && !file.isBlank();
    if (!given) {
      System.out.println("skipped: NIGHTJAR_IT_KUBECONFIG names no kubeconfig of a real cluster");
    }
    assumeTrue(given, "NIGHTJAR_IT_KUBECONFIG names no kubeconfig of a real cluster");
    return new Real(client(read(file), null));
  }

  private static Config read(String file) {
    try {
      return Config.fromKubeconfig(Files.readString(Path.of(file)));
    } catch (IOException missing) {
      throw new IllegalStateException("NIGHTJAR_IT_KUBECONFIG cannot be read", missing);
    }
  }

  /** Without the client's own repetitions, which would hide what an action does. */
  private static KubernetesClient client(Config config, @Nullable String token) {
    ConfigBuilder builder = new ConfigBuilder(config).withRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder()
        .withConfig(token == null ? builder.build() : builder.withOauthToken(token).build())
        .build();
  }

  /** A practice cluster with its faults and access rules. */
  record Practice(PracticeCluster cluster, KubernetesClient client) implements TestCluster {
    Practice(PracticeCluster cluster) {
      this(cluster, TestCluster.client(cluster.clientConfig(), null));
    }

    /** A client with another user's token. */
    KubernetesClient clientWith(String token) {
      return TestCluster.client(cluster.clientConfig(), token);
    }

    @Override
    public void close() {
      client.close();
      cluster.close();
    }
  }

  record Real(KubernetesClient client) implements TestCluster {
    @Override
    public void close() {
      client.close();
    }
  }
}
