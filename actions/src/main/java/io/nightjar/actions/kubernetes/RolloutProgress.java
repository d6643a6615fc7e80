package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Progress;

/**
 * How far the pods of a workload's present template have come, from its status.
 *
 * @param wanted pods that there should be
 * @param updated pods of the present template
 * @param ready pods that are ready, of whichever template
 * @param done all wanted pods are of the present template and ready, and no other is left
 * @param stuck the controller gave up waiting for it
 */
record RolloutProgress(int wanted, int updated, int ready, boolean done, boolean stuck) {

  /** Of a Deployment, StatefulSet or DaemonSet. */
  static RolloutProgress of(JsonNode workload) {
    JsonNode status = workload.path("status");
    // until the controller has seen the template, its numbers are those of the one before
    boolean seen =
        status.path("observedGeneration").asLong() >= workload.at("/metadata/generation").asLong();
    int replicas = workload.at("/spec/replicas").asInt(1);
    return switch (workload.path("kind").asText()) {
      case "DaemonSet" ->
          of(
              seen,
              status.path("desiredNumberScheduled").asInt(),
              status.path("updatedNumberScheduled").asInt(),
              status.path("numberReady").asInt(),
              status.path("currentNumberScheduled").asInt(),
              false);
      case "StatefulSet" ->
          of(
              seen,
              replicas,
              // the controller leaves it out once all are of one revision
              status.path("currentRevision").equals(status.path("updateRevision"))
                  ? status.path("replicas").asInt()
                  : status.path("updatedReplicas").asInt(),
              status.path("readyReplicas").asInt(),
              status.path("replicas").asInt(),
              false);
      default ->
          of(
              seen,
              replicas,
              status.path("updatedReplicas").asInt(),
              status.path("readyReplicas").asInt(),
              status.path("replicas").asInt(),
              deadlineIsOver(status));
    };
  }

  private static RolloutProgress of(
      boolean seen, int wanted, int updated, int ready, int all, boolean stuck) {
    boolean done = seen && updated >= wanted && all <= updated && ready >= wanted;
    return new RolloutProgress(wanted, seen ? updated : 0, ready, done, seen && stuck);
  }

  private static boolean deadlineIsOver(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Progressing")
          && condition.path("reason").asText().equals("ProgressDeadlineExceeded")) {
        return true;
      }
    }
    return false;
  }

  Progress told() {
    Progress.State state =
        done ? Progress.State.READY : stuck ? Progress.State.STUCK : Progress.State.UNDER_WAY;
    return new Progress(state, done ? ready + " of " + wanted + " pods are ready" : words());
  }

  String words() {
    return updated + " of " + wanted + " pods are of the present template, " + ready + " are ready";
  }
}
