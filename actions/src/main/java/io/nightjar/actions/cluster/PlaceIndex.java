package io.nightjar.actions.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The namespaces and nodes of the cluster in memory, kept up to date by watching them. Needs {@code
 * list} and {@code watch} on both; where that is not allowed, none is known.
 */
public final class PlaceIndex implements PlaceLookup, AutoCloseable {
  private final Map<String, Known> namespaces = new ConcurrentHashMap<>();
  private final Map<String, Known> nodes = new ConcurrentHashMap<>();
  private final List<Watch> watches;

  private PlaceIndex(KubernetesClient client) {
    watches =
        List.of(
            Watch.start(
                client,
                Namespace.class,
                client.namespaces(),
                object -> put(namespaces, object),
                object -> remove(namespaces, object),
                () -> {}),
            Watch.start(
                client,
                Node.class,
                client.nodes(),
                object -> put(nodes, object),
                object -> remove(nodes, object),
                () -> {}));
  }

  /**
   * Starts to watch; returns at once.
   *
   * @param client stays the caller's, and must stay open as long as the index
   */
  public static PlaceIndex start(KubernetesClient client) {
    return new PlaceIndex(client);
  }

  @Override
  public Optional<Known> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  @Override
  public Optional<Known> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }

  private static void put(Map<String, Known> known, HasMetadata object) {
    known.put(
        object.getMetadata().getName(),
        new Known(
            object.getMetadata().getUid(),
            Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of())));
  }

  private static void remove(Map<String, Known> known, HasMetadata object) {
    known.computeIfPresent(
        object.getMetadata().getName(),
        (name, now) -> now.uid().equals(object.getMetadata().getUid()) ? null : now);
  }
}
