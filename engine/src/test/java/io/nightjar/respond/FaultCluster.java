package io.nightjar.respond;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.RequestInfo;
import io.nightjar.practice.http.User;
import io.nightjar.practice.http.WriteWatcher;
import io.nightjar.practice.model.CommonCustomTypes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cluster whose writes are recorded and go wrong on demand, each namespace and its user for
 * itself.
 */
final class FaultCluster implements AutoCloseable, WriteWatcher {

  private final PracticeCluster cluster;
  private final KubernetesClient client;
  private final KubernetesClient acting;
  private final List<Write> writes = new CopyOnWriteArrayList<>();
  private final Set<String> repaired = ConcurrentHashMap.newKeySet();
  private final AtomicInteger namespaces = new AtomicInteger();

  FaultCluster() {
    try {
      cluster = PracticeCluster.start(Seed.bare("node-1"), 0, CommonCustomTypes.all());
    } catch (IOException e) {
      throw new IllegalStateException("the practice cluster does not start", e);
    }
    cluster.watchWrites(this);
    client = cluster.client();
    acting = clientOf("");
  }

  /** To prepare and to look; it repeats by itself what failed. */
  KubernetesClient client() {
    return client;
  }

  /** For actions; it leaves repeating to them. */
  KubernetesClient acting() {
    return acting;
  }

  /**
   * As {@link #acting}, of a user who is called as the namespace: so what they write outside of it
   * is known to be theirs. The caller closes it.
   *
   * @param user empty for the administrator
   */
  KubernetesClient clientOf(String user) {
    ConfigBuilder config =
        new ConfigBuilder(cluster.clientConfig()).withRequestRetryBackoffLimit(0);
    if (!user.isEmpty()) {
      cluster.access().addUser(user, new User(user, List.of()));
      config.withOauthToken(user);
    }
    return new KubernetesClientBuilder().withConfig(config.build()).build();
  }

  String newNamespace() {
    // of one length, so that none is part of another
    String name = "faults-%05d".formatted(namespaces.incrementAndGet());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** The writes that took place, as {@code patch pods}; those of {@link ActionScenario} too. */
  List<String> writes(String namespace) {
    return writes.stream()
        .filter(write -> concerns(write.about(), namespace))
        .map(write -> words(write.about()))
        .toList();
  }

  private static String words(RequestInfo about) {
    String subresource = about.subresource().isEmpty() ? "" : "/" + about.subresource();
    return about.verb() + " " + about.resource() + subresource;
  }

  private static boolean concerns(RequestInfo about, String namespace) {
    boolean itself = about.resource().equals("namespaces") && about.verb().equals("create");
    return about.user().equals(namespace)
        || (!itself && (about.namespace().equals(namespace) || about.name().contains(namespace)));
  }

  /** Lets the writes of a namespace's user go wrong from its next {@code number}th on, from 1. */
  void spoil(String namespace, int number, ApiFault fault) {
    AtomicInteger seen = new AtomicInteger();
    cluster
        .faults()
        .next(
            fault.times,
            about ->
                !repaired.contains(namespace)
                    && isWrite(about)
                    && concerns(about, namespace)
                    && seen.incrementAndGet() >= number,
            fault.fault);
  }

  private static boolean isWrite(RequestInfo about) {
    return switch (about.verb()) {
      case "create", "update", "patch", "delete", "deletecollection" -> !about.dryRun();
      default -> false;
    };
  }

  void repair(String namespace) {
    repaired.add(namespace);
  }

  @Override
  public void arrived(RequestInfo about) {}

  @Override
  public void done(Write write) {
    writes.add(write);
  }

  @Override
  public void close() {
    client.close();
    acting.close();
    cluster.close();
  }
}
