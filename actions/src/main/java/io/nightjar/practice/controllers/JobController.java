package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the pods of a Job; they run until somebody sets their phase, as nothing runs in them. */
final class JobController implements Controller {
  private final Registry registry;
  private final Claims claims;
  private final StatusWriter statuses;

  JobController(Registry registry, Claims claims) {
    this.registry = registry;
    this.claims = claims;
    this.statuses = new StatusWriter(registry);
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    return claims.concernedBy(change, StandardTypes.JOBS, StandardTypes.PODS);
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode job = registry.store().get(key).orElse(null);
    if (job == null || Meta.isTerminating(job)) {
      return;
    }
    List<ObjectNode> pods = pods(job);
    int succeeded = count(pods, "Succeeded");
    int left = Json.at(job, "spec.completions").asInt(1) - succeeded;
    boolean suspended = Json.at(job, "spec.suspend").asBoolean();
    int wanted =
        suspended ? 0 : Math.max(0, Math.min(Json.at(job, "spec.parallelism").asInt(1), left));
    List<ObjectNode> active = pods.stream().filter(PodStates::isActive).toList();
    for (int missing = wanted - active.size(); missing > 0; missing--) {
      PodStates.create(registry, job, PodStates.fromTemplate(StandardTypes.JOBS, job));
    }
    active.stream()
        .limit(Math.max(0, active.size() - wanted))
        .forEach(
            pod -> registry.delete(ObjectKey.of(StandardTypes.PODS, pod), DeleteOptions.PLAIN));
    writeStatus(key, pods(job), suspended, left <= 0);
  }

  private List<ObjectNode> pods(ObjectNode job) {
    return claims.claim(StandardTypes.JOBS, job, StandardTypes.PODS);
  }

  private static int count(List<ObjectNode> pods, String phase) {
    return (int) pods.stream().filter(p -> Json.text(p, "status.phase").equals(phase)).count();
  }

  private void writeStatus(
      ObjectKey key, List<ObjectNode> pods, boolean suspended, boolean complete) {
    List<ObjectNode> active = pods.stream().filter(PodStates::isActive).toList();
    registry.update(
        key,
        Registry.Part.STATUS,
        job -> {
          ObjectNode status = Json.under(job, "status");
          StatusWriter.count(status, "active", active.size());
          StatusWriter.count(status, "ready", PodStates.countReady(active));
          StatusWriter.count(status, "succeeded", count(pods, "Succeeded"));
          StatusWriter.count(status, "failed", count(pods, "Failed"));
          if (!status.has("startTime") && !suspended) {
            status.put("startTime", registry.now());
          }
          if (complete) {
            statuses.condition(status, "Complete", true, "CompletionsReached", "all pods are done");
          }
          if (suspended) {
            statuses.condition(status, "Suspended", true, "JobSuspended", "the job is suspended");
          }
          return job;
        },
        false);
  }
}
