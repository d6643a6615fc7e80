package io.nightjar;

import io.nightjar.actions.cluster.PlaceIndex;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.alert.Alert;
import io.nightjar.alert.Alerts;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.EventWatch;
import io.nightjar.detect.ClusterEventRule;
import io.nightjar.http.Status;
import io.nightjar.ingest.IngestRoute;
import io.nightjar.ingest.kubernetes.KubernetesAudit;
import io.nightjar.ingest.kubernetes.KubernetesEvents;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.rules.RuleSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the API server tells: its audit events, and the Events that a playbook names. */
final class KubernetesSources implements AutoCloseable {

  private final ClusterConnection cluster;
  private final KubernetesAudit audit;
  private final KubernetesEvents events;
  private volatile Supplier<RuleSet> rules;
  private Set<String> reasons = Set.of();
  private @Nullable EventWatch watch;

  /** What they are judged by, and where they go. */
  record Parts(
      ClusterConnection connection,
      PodIndex pods,
      PlaceIndex places,
      Pipeline pipeline,
      Alerts alerts,
      InstantSource clock,
      Duration clockOffset) {}

  /**
   * @param first rules until others are named
   */
  KubernetesSources(Parts parts, RuleSet first) {
    cluster = parts.connection();
    rules = () -> first;
    KubernetesAudit.Cluster around =
        new KubernetesAudit.Cluster(
            parts.pods(), parts.places(), parts.clock(), parts.clockOffset());
    audit =
        new KubernetesAudit(
            () -> rules.get(),
            around,
            parts.pipeline()::accept,
            match -> parts.alerts().offer(new Alert.Matched(match)));
    events = new KubernetesEvents(around, parts.pipeline()::detected);
  }

  /**
   * @param inForce the rules, whenever it is asked
   */
  KubernetesSources judging(Supplier<RuleSet> inForce) {
    rules = inForce;
    return this;
  }

  /** Other playbooks are in force: Events are watched while one of them names a reason. */
  synchronized void follow(CompiledPlaybooks playbooks) {
    reasons = ClusterEventRule.reasons(playbooks.rulesNamed().stream());
    events.tell(reasons);
    if (reasons.isEmpty()) {
      stopWatching();
    } else if (watch == null) {
      watch = EventWatch.start(cluster.client(), events::saw);
    }
  }

  private synchronized void stopWatching() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  IngestRoute route() {
    return audit.route();
  }

  /** For people: what comes, and what does not. */
  List<Status.Source> sources() {
    List<Status.Source> sources = new ArrayList<>(audit.sources());
    source().ifPresent(sources::add);
    return sources;
  }

  private synchronized Optional<Status.Source> source() {
    if (watch == null) {
      return Optional.empty();
    }
    String named = String.join(", ", new TreeSet<>(reasons));
    return Optional.of(
        watch.works()
            ? new Status.Source("k8s_events", true, events.told() + " of " + named)
            : new Status.Source(
                "k8s_events",
                false,
                "playbooks wait for "
                    + named
                    + (watch.failure().isEmpty()
                        ? "; the events are being listed"
                        : "; events cannot be listed and watched: " + watch.failure())));
  }

  Map<String, Long> counters() {
    return Map.of("kubernetes audit events", audit.events(), "kubernetes events", events.told());
  }

  Map<String, Long> losses() {
    return Map.of(
        "kubernetes audit entries", audit.losses(), "kubernetes events", events.tooFast());
  }

  @Override
  public void close() {
    stopWatching();
  }
}
