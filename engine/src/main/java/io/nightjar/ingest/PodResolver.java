package io.nightjar.ingest;

import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.ingest.Whereabouts.Doubted;
import io.nightjar.ingest.Whereabouts.InPod;
import io.nightjar.ingest.Whereabouts.NotYet;
import io.nightjar.ingest.Whereabouts.Outside;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From what an alert says to the pod that the cluster knows. By container id first, of which Falco
 * tells twelve digits; by name only where the node that speaks runs a pod of that name. Everything
 * else that the alert says must agree, and its sender must be allowed to speak of that node.
 * Answers from memory.
 */
final class PodResolver {

  private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{12,64}");
  private static final int PREFIX = 12;
  private static final String HOST = "host";

  private final PodLookup pods;
  private final Nodes nodes;

  PodResolver(PodLookup pods, Nodes nodes) {
    this.pods = pods;
    this.nodes = nodes;
  }

  private static String container(FalcoAlert alert) {
    return alert.field("container.id").strip().toLowerCase(Locale.ROOT);
  }

  /** The beginning of the container's id as the alert tells it; empty where it tells none. */
  static String claimed(FalcoAlert alert) {
    String container = container(alert);
    return CONTAINER_ID.matcher(container).matches() ? container.substring(0, PREFIX) : "";
  }

  Whereabouts find(FalcoAlert alert, Sender sender) {
    String container = container(alert);
    if (CONTAINER_ID.matcher(container).matches()) {
      Optional<PodInfo> pod = pods.byContainerId(container);
      return pod.isPresent()
          ? checked(alert, sender, pod.get(), container)
          : unknownContainer(alert, sender, container);
    }
    return container.equals(HOST)
        ? outside(alert, sender, "")
        : byName(alert, sender, "").orElseGet(() -> outside(alert, sender, ""));
  }

  /** The pod may be known, and its container only not yet. */
  private Whereabouts unknownContainer(FalcoAlert alert, Sender sender, String container) {
    Optional<Whereabouts> named = byName(alert, sender, container);
    if (named.isPresent()) {
      return named.get();
    }
    Whereabouts outside = outside(alert, sender, container);
    return outside instanceof Outside one ? new NotYet(one) : outside;
  }

  private Optional<Whereabouts> byName(FalcoAlert alert, Sender sender, String container) {
    String uid = alert.field("k8s.pod.uid");
    String name = alert.field("k8s.pod.name");
    PodInfo pod =
        pods.byName(alert.field("k8s.ns.name"), name)
            .or(() -> uid.isEmpty() ? Optional.empty() : pods.byUid(uid))
            .filter(one -> mayBeIn(one, container))
            .orElse(null);
    // without a word of the node, a name alone is any pod that ever has it
    return pod == null || alert.hostname().isEmpty()
        ? Optional.empty()
        : Optional.of(checked(alert, sender, pod, container));
  }

  /** Whether a container of which nothing is known can be one of a pod. */
  private static boolean mayBeIn(PodInfo pod, String container) {
    return container.isEmpty() || pod.containers().stream().anyMatch(one -> one.id().isEmpty());
  }

  private Whereabouts checked(FalcoAlert alert, Sender sender, PodInfo pod, String container) {
    String hostname = alert.hostname();
    boolean same =
        hostname.isEmpty()
            || pod.node().equals(hostname)
            || pod.node().equals(nodes.named(hostname));
    String is = pod.pod().describe();
    if (!same) {
      return new Doubted(is + " runs on node " + pod.node() + ", the alert came from " + hostname);
    }
    if (!sender.speaksOf(pod.node())) {
      return new Doubted(sender.name() + " may not speak of node " + pod.node());
    }
    String disagreement = disagreement(alert, pod);
    if (disagreement != null) {
      return new Doubted(disagreement);
    }
    ContainerInfo found = container(pod, container, alert.field("container.name"));
    return new InPod(pod, found, found == null ? "" : found.id());
  }

  private static @Nullable String disagreement(FalcoAlert alert, PodInfo pod) {
    String name = alert.field("k8s.pod.name");
    String namespace = alert.field("k8s.ns.name");
    String uid = alert.field("k8s.pod.uid");
    String is = pod.pod().describe();
    boolean sameName = name.isEmpty() || name.equals(pod.pod().name());
    boolean samePlace = namespace.isEmpty() || namespace.equals(pod.pod().namespace());
    if (!sameName || !samePlace) {
      return "the alert names pod " + namespace + "/" + name + ", the container is one of " + is;
    }
    return uid.isEmpty() || uid.equals(pod.pod().uid())
        ? null
        : "the alert names the UID " + uid + ", " + is + " has " + pod.pod().uid();
  }

  /** By id; where there is none yet, the one of that name, or the only one. */
  private static @Nullable ContainerInfo container(PodInfo pod, String id, String name) {
    for (ContainerInfo one : pod.containers()) {
      if (!id.isEmpty() && one.id().startsWith(id)) {
        return one;
      }
    }
    for (ContainerInfo one : pod.containers()) {
      if (one.name().equals(name) && (id.isEmpty() || one.id().isEmpty())) {
        return one;
      }
    }
    boolean only = pod.containers().size() == 1;
    return only && (id.isEmpty() || pod.containers().getFirst().id().isEmpty())
        ? pod.containers().getFirst()
        : null;
  }

  private Whereabouts outside(FalcoAlert alert, Sender sender, String container) {
    String hostname = alert.hostname();
    String node = nodes.named(hostname);
    String claimed = node.isEmpty() ? hostname : node;
    return sender.speaksOf(claimed)
        ? new Outside(claimed, container.substring(0, Math.min(PREFIX, container.length())))
        : new Doubted(
            sender.name()
                + " may not speak of "
                + (claimed.isEmpty() ? "a node that it does not name" : "node " + claimed));
  }
}
