package io.nightjar.practice;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.practice.controllers.ControllerLoop;
import io.nightjar.practice.http.AccessTable;
import io.nightjar.practice.http.Faults;
import io.nightjar.practice.http.HttpFront;
import io.nightjar.practice.http.LoopbackCertificate;
import io.nightjar.practice.http.Rbac;
import io.nightjar.practice.http.User;
import io.nightjar.practice.http.WriteWatcher;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.registry.Identifiers;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.ChangeLog;
import io.nightjar.practice.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small Kubernetes cluster in memory: an API server on the loopback address that {@code kubectl}
 * and Fabric8 can use, and controllers that keep its workloads alive. Its pods run no processes.
 */
public final class PracticeCluster implements AutoCloseable {
  private static final int TOKEN_BYTES = 32;

  private final @Nullable ChangeLog log;
  private final Registry registry;
  private final AccessTable access;
  private final Faults faults = new Faults();
  private final ControllerLoop controllers;
  private final HttpFront front;
  private final Kubeconfig kubeconfig;

  private PracticeCluster(Seed seed, int port, ResourceCatalog catalog, @Nullable ChangeLog log)
      throws IOException {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    this.log = log;
    this.access = new AccessTable(clock);
    ObjectStore store =
        log == null ? new ObjectStore(1, event -> {}) : new ObjectStore(log.revision(), log);
    this.registry = new Registry(store, new Identifiers(random), clock);
    this.controllers = new ControllerLoop(registry, catalog);
    if (log == null || log.objects().isEmpty()) {
      new SeedPlanter(registry, catalog, controllers).plant(seed);
    } else {
      log.objects().forEach(object -> store.restore(SeedPlanter.type(catalog, object), object));
    }
    if (log != null) {
      log.commit();
    }
    controllers.start();
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    String bearer = HexFormat.of().formatHex(token);
    access.addUser(bearer, new User("practice-admin", List.of("system:masters")));
    LoopbackCertificate certificate = LoopbackCertificate.create(clock.instant());
    this.front =
        new HttpFront(catalog, registry, access, faults, certificate.serverContext(), port);
    this.kubeconfig = new Kubeconfig(front.url(), certificate.pem(), bearer);
  }

  /**
   * Starts a cluster that ends with this process.
   *
   * @param port on the loopback address, 0 for any free one
   * @throws IOException when the port is taken
   */
  public static PracticeCluster start(Seed seed, int port) throws IOException {
    return start(seed, port, ResourceCatalog.standard());
  }

  /** The same with more resource types. */
  public static PracticeCluster start(Seed seed, int port, ResourceCatalog catalog)
      throws IOException {
    return new PracticeCluster(seed, port, catalog, null);
  }

  /**
   * Starts a cluster whose objects outlive this process, as those of a real one do: what the file
   * holds is there again, with the same UIDs. Address, certificate and token are new each time.
   *
   * @param file is made, and filled from the seed, where it is absent
   */
  public static PracticeCluster resume(Path file, Seed seed, int port) throws IOException {
    ChangeLog log = ChangeLog.open(file);
    try {
      return new PracticeCluster(seed, port, ResourceCatalog.standard(), log);
    } catch (IOException | RuntimeException failed) {
      log.close();
      throw failed;
    }
  }

  public URI url() {
    return front.url();
  }

  /** The text of a kubeconfig; it holds the token, so it is a secret. */
  public String kubeconfig() {
    return kubeconfig.text();
  }

  /** Writes the kubeconfig, readable by its owner alone; makes the directory where it is absent. */
  public void writeKubeconfig(Path file) {
    kubeconfig.writeTo(file);
  }

  public Config clientConfig() {
    return Config.fromKubeconfig(kubeconfig());
  }

  /** A new client; the caller closes it. */
  public KubernetesClient client() {
    return new KubernetesClientBuilder().withConfig(clientConfig()).build();
  }

  public Faults faults() {
    return faults;
  }

  public AccessTable access() {
    return access;
  }

  /**
   * From now on a user may do only what the cluster's roles and their bindings grant, as on a
   * cluster with RBAC, and ask what that is.
   */
  public void obeyRoles(User user) {
    Rbac rbac = new Rbac(registry.store());
    access.limit(
        user.name(),
        asked -> asked.resource().startsWith("selfsubject") || rbac.grants(asked, user.groups()));
  }

  /** Lets {@code watcher} see every change that comes over the API from now on. */
  public void watchWrites(WriteWatcher watcher) {
    front.watchWrites(watcher);
  }

  /** For tests that look behind the API or change what only a kubelet changes. */
  public Registry registry() {
    return registry;
  }

  /** Ends every watch that runs now; with {@code forget}, none of them can resume (410 Gone). */
  public void dropWatches(boolean forget) {
    if (forget) {
      registry.store().forgetHistory();
    }
    front.dropWatches();
  }

  @Override
  public void close() {
    front.close();
    controllers.close();
    if (log != null) {
      try {
        log.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
