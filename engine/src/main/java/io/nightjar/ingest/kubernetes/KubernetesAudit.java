package io.nightjar.ingest.kubernetes;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.AuditDetections;
import io.nightjar.detect.Detection;
import io.nightjar.http.Call;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Status;
import io.nightjar.ingest.IngestRoute;
import io.nightjar.ingest.Sender;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the API server's audit webhook sends, judges it by the rules in force, and answers
 * when every detection is durable. Events are read one at a time; what is not a detection is
 * nowhere kept. Thread safe.
 */
public final class KubernetesAudit {
  private static final Logger log = LoggerFactory.getLogger(KubernetesAudit.class);

  /** Two batches at a time: the tree of one event may take a hundred times its text. */
  private static final int AT_A_TIME = 2;

  /** Of one event: an object of the largest size that the API server takes, asked and answered. */
  private static final int MAX_TOKENS = 400_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<RuleSet> rules;
  private final AuditJudges judges;
  private final LateTargets targets;
  private final Cluster cluster;
  private final Function<List<Detection>, CompletableFuture<List<Detection>>> accept;
  private final Consumer<Match> alerts;
  private final AuditSeen seen = new AuditSeen();
  private final AuditGaps gaps = new AuditGaps();
  private final LongAdder detections = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /**
   * What the cluster says.
   *
   * @param clockOffset how far our clock is ahead of the API server's
   */
  public record Cluster(
      PodLookup pods, PlaceLookup places, InstantSource clock, Duration clockOffset) {}

  /**
   * @param rules in force now
   * @param accept makes detections durable and answers with those that are new
   * @param alerts gets every match that was not known before
   */
  public KubernetesAudit(
      Supplier<RuleSet> rules,
      Cluster cluster,
      Function<List<Detection>, CompletableFuture<List<Detection>>> accept,
      Consumer<Match> alerts) {
    this(rules, cluster, accept, alerts, LateTargets.PATIENCE);
  }

  /**
   * @param patience how long a delivery waits for pods that the watches have not heard of yet
   */
  KubernetesAudit(
      Supplier<RuleSet> rules,
      Cluster cluster,
      Function<List<Detection>, CompletableFuture<List<Detection>>> accept,
      Consumer<Match> alerts,
      Duration patience) {
    this.rules = rules;
    this.judges = new AuditJudges(AT_A_TIME, rules);
    this.targets =
        new LateTargets(
            new AuditTargets(cluster.pods(), cluster.clock(), cluster.clockOffset()), patience);
    this.cluster = cluster;
    this.accept = accept;
    this.alerts = alerts;
  }

  /** {@code POST /ingest/kubernetes-audit}. */
  public IngestRoute route() {
    return new IngestRoute("/kubernetes-audit", this::take);
  }

  /**
   * What became of a batch.
   *
   * @param events that were judged
   * @param detections that were not known before
   * @param skipped entries that are no audit events
   */
  record Taken(long events, long detections, long skipped) {}

  private Reply take(Sender sender, Call call) {
    if (!sender.nodes().isEmpty()) {
      throw new Rejection(
          Problem.notEntitled(sender.name() + " may speak of some nodes only, not of the cluster"));
    }
    if (call.bytes().length == 0) {
      throw new Rejection(Problem.badRequest("there is no audit event in it"));
    }
    return Reply.ok(take(call.bytes()));
  }

  Taken take(byte[] body) {
    AuditJudges.Judge judge = judges.take(PATIENCE);
    if (judge == null) {
      throw new Rejection(Problem.busy("audit events are judged two batches at a time"));
    }
    Batch batch;
    try {
      batch = read(body, judge);
    } finally {
      judges.giveBack(judge);
    }
    long fresh = accepted(batch.matches);
    detections.add(fresh);
    if (batch.events == 0 && batch.skipped > 0) {
      throw new Rejection(
          Problem.badRequest("no audit.k8s.io/v1 EventList, Event or lines of Events"));
    }
    return new Taken(batch.events, fresh, batch.skipped);
  }

  /** One delivery while it is read; one thread. */
  private static final class Batch {
    private final List<Matched> matches = new ArrayList<>();
    private long events;
    private long skipped;
  }

  /** An event that a rule matched; its bodies are redacted. */
  private record Matched(AuditEvent event, Match match) {}

  private Batch read(byte[] body, AuditJudges.Judge judge) {
    Batch batch = new Batch();
    try (KubernetesAuditReader in =
        new KubernetesAuditDocument(new ByteArrayInputStream(body), MAX_TOKENS)) {
      for (var entry = in.next(); entry != null; entry = in.next()) {
        switch (entry) {
          case KubernetesAuditEntry.Event event -> judge(event.event(), judge, batch);
          case KubernetesAuditEntry.Bad bad -> skip(bad, batch);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always read", e);
    }
    return batch;
  }

  private void skip(KubernetesAuditEntry.Bad bad, Batch batch) {
    batch.skipped++;
    unreadable.increment();
    // the reason quotes the body, which may hold anything
    log.debug("an entry at line {} of a batch is no audit event", bad.line());
  }

  private void judge(AuditEvent event, AuditJudges.Judge judge, Batch batch) {
    batch.events++;
    seen.count(event.json());
    try {
      AuditRedaction.apply(event.json());
      judge.judge(event).forEach(match -> batch.matches.add(new Matched(event, match)));
    } catch (RuntimeException e) {
      failures.increment();
      log.error("an audit event could not be judged; later ones are judged", e);
    }
  }

  /** How many were not known before. */
  private long accepted(List<Matched> matches) {
    Map<String, Match> byId = new HashMap<>();
    List<Detection> settled = new ArrayList<>();
    List<Matched> late = new ArrayList<>();
    for (Matched each : matches) {
      AuditTargets.Found found = targets.now(each.event());
      if (found.settled()) {
        settled.add(detection(each, found, byId));
      } else {
        late.add(each);
      }
    }
    long fresh = durable(settled, byId);
    if (late.isEmpty()) {
      return fresh;
    }
    LateTargets.Wait wait = targets.begin();
    List<Detection> rest =
        late.stream().map(each -> detection(each, wait.of(each.event()), byId)).toList();
    return fresh + durable(rest, byId);
  }

  private Detection detection(Matched each, AuditTargets.Found found, Map<String, Match> byId) {
    Detection detection =
        AuditDetections.of(
            each.event(), each.match(), found.target(), cluster.places(), cluster.clockOffset());
    byId.put(detection.id(), each.match());
    return detection;
  }

  private long durable(List<Detection> all, Map<String, Match> byId) {
    try {
      List<Detection> fresh = accept.apply(all).join();
      fresh.forEach(each -> alerts.accept(byId.get(each.id())));
      return fresh.size();
    } catch (StoreException e) {
      throw new Rejection(Problem.busy("not stored, send it again: " + e.getMessage()));
    } catch (CompletionException e) {
      log.error("detections of the audit log could not be stored", e);
      throw new Rejection(Problem.busy("not stored, send it again"));
    }
  }

  /** How it is: whether events come, and which rules the audit policy keeps from matching. */
  public List<Status.Source> sources() {
    RuleSet now = rules.get();
    long waiting = now.rules().stream().filter(KubernetesAudit::isOurs).count();
    List<Status.Source> sources = new ArrayList<>();
    if (seen.events() == 0) {
      sources.add(
          new Status.Source(
              "k8s_audit",
              false,
              "no event has come yet; " + waiting + " rules wait for the API server's webhook"));
    } else {
      sources.add(new Status.Source("k8s_audit", true, detail()));
      sources.addAll(gaps.of(now, seen));
    }
    return sources;
  }

  private static boolean isOurs(Rule rule) {
    return rule.enabled() && rule.source().equals(RuleSource.K8S_AUDIT.symbol());
  }

  private String detail() {
    StringBuilder text = new StringBuilder();
    text.append(seen.events()).append(" events, ").append(detections.sum()).append(" detections");
    if (seen.truncated() > 0) {
      text.append(", ").append(seen.truncated()).append(" cut off by the API server");
    }
    if (seen.panics() > 0) {
      text.append(", ").append(seen.panics()).append(" requests that it broke down over");
    }
    return text.toString();
  }

  /** Entries that were no events, and events that could not be judged. */
  public long losses() {
    return unreadable.sum() + failures.sum();
  }

  /** Events that came. */
  public long events() {
    return seen.events();
  }
}
