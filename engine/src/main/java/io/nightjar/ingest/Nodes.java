package io.nightjar.ingest;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which node a sensor means by its host name. Falco's chart tells the node's name; older ones leave
 * it the name of Falco's own pod, and a node may call itself by its name without the domain. Thread
 * safe.
 */
final class Nodes {

  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final int MOST = 8_192;

  private final PodLookup pods;
  private final PlaceLookup places;
  private final InstantSource clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(String node, Instant until) {}

  Nodes(PodLookup pods, PlaceLookup places, InstantSource clock) {
    this.pods = pods;
    this.places = places;
    this.clock = clock;
  }

  /** Name of the node, or empty where it is not known or could be several. */
  String named(String hostname) {
    if (hostname.isEmpty() || places.node(hostname).isPresent()) {
      return hostname;
    }
    Instant now = clock.instant();
    Known before = known.get(hostname);
    if (before != null && now.isBefore(before.until())) {
      return before.node();
    }
    if (known.size() >= MOST) {
      known.clear(); // somebody makes names up
    }
    String node = find(hostname);
    known.put(hostname, new Known(node, now.plus(REMEMBERED)));
    return node;
  }

  private String find(String hostname) {
    List<PodInfo> all = pods.all();
    if (all.stream().anyMatch(pod -> pod.node().equals(hostname))) {
      return hostname;
    }
    List<String> ofItsPod =
        all.stream().filter(pod -> pod.pod().name().equals(hostname)).map(PodInfo::node).toList();
    return only(
        ofItsPod.isEmpty()
            ? all.stream()
                .map(PodInfo::node)
                .filter(node -> node.startsWith(hostname + "."))
                .distinct()
                .toList()
            : ofItsPod);
  }

  private static String only(List<String> found) {
    return found.size() == 1 ? found.getFirst() : "";
  }
}
