package io.nightjar.fleet;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.fleet.wire.NodePod;
import io.nightjar.fleet.wire.PodGone;
import io.nightjar.fleet.wire.PodSnapshot;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells each agent the pods of its node as they come, change and go, so that it needs no permission
 * in the cluster. One stream for a node: a new one ends the one before.
 */
final class NodePods {

  private static final Duration BEAT = Duration.ofSeconds(10);

  /** Owners and labels of namespaces change without a word of their pods. */
  private static final int BEATS_TO_COMPARE = 3;

  private final PodIndex pods;
  private final PlaceLookup places;
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();

  /** One stream. */
  private static final class Follower {
    private final Semaphore word = new Semaphore(0);
    private volatile boolean ended;

    void wake() {
      word.release();
    }

    void end() {
      ended = true;
      word.release();
    }
  }

  NodePods(PodIndex pods, PlaceLookup places) {
    this.pods = pods;
    this.places = places;
    pods.listen(this::changed);
  }

  private void changed(PodInfo pod) {
    Follower follower = followers.get(pod.node());
    if (follower != null) {
      follower.wake();
    }
  }

  /** Agents that listen now. */
  int followers() {
    return followers.size();
  }

  /** All that happens on the node from now on. */
  Reply.Stream of(String node) {
    return new Reply.Stream(line -> follow(node, line));
  }

  private void follow(String node, Reply.Stream.Line line)
      throws IOException, InterruptedException {
    Follower follower = new Follower();
    Follower before = followers.put(node, follower);
    if (before != null) {
      before.end();
    }
    try {
      Map<String, NodePod> sent = now(node);
      line.event(Wire.SNAPSHOT, new PodSnapshot(List.copyOf(sent.values())));
      int quiet = 0;
      while (!follower.ended) {
        boolean word = follower.word.tryAcquire(BEAT.toMillis(), TimeUnit.MILLISECONDS);
        follower.word.drainPermits();
        if (follower.ended) {
          return;
        }
        if (!word) {
          line.beat();
          quiet++;
        }
        if (word || quiet % BEATS_TO_COMPARE == 0) {
          sent = tell(sent, now(node), line);
        }
      }
    } finally {
      boolean unused = followers.remove(node, follower);
    }
  }

  private Map<String, NodePod> now(String node) {
    Map<String, NodePod> all = new HashMap<>();
    for (PodInfo pod : pods.ofNode(node)) {
      all.put(pod.pod().uid(), new NodePod(pod, labels(pod)));
    }
    return all;
  }

  private Map<String, String> labels(PodInfo pod) {
    return places.namespaceLabels(pod.pod().namespace());
  }

  private static Map<String, NodePod> tell(
      Map<String, NodePod> before, Map<String, NodePod> now, Reply.Stream.Line line)
      throws IOException {
    for (Map.Entry<String, NodePod> one : now.entrySet()) {
      if (!one.getValue().equals(before.get(one.getKey()))) {
        line.event(Wire.CHANGED, one.getValue());
      }
    }
    Set<String> gone = new HashSet<>(before.keySet());
    gone.removeAll(now.keySet());
    for (String uid : gone) {
      line.event(Wire.GONE, new PodGone(uid));
    }
    return now;
  }
}
