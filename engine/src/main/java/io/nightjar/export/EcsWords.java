package io.nightjar.export;

import java.util.List;

/**
 * The four fields by which ECS sorts events; each word is one that ECS allows.
 *
 * @param category empty where none fits
 */
record EcsWords(String kind, List<String> category, List<String> type, String outcome) {

  private static final String EVENT = "event";
  private static final String UNKNOWN = "unknown";

  static EcsWords of(LeafFacts facts) {
    String kind = facts.record().kind();
    return switch (kind) {
      case "detection.accepted" ->
          new EcsWords("alert", List.of("intrusion_detection"), List.of("info"), UNKNOWN);
      case "sensor.lost", "alerts.lost", "sensor.off" ->
          new EcsWords("pipeline_error", List.of(), List.of("error"), "failure");
      case "nightjar.started" ->
          new EcsWords(EVENT, List.of("process"), List.of("start"), "success");
      case "nightjar.stopped" -> new EcsWords(EVENT, List.of("process"), List.of("end"), "success");
      case "response.succeeded", "response.undone" -> done(facts, "success");
      case "response.failed", "response.undo-refused" -> done(facts, "failure");
      case "response.allowed", "approval.given" -> decided("allowed", "success");
      case "response.denied", "response.rejected", "response.expired", "approval.refused" ->
          decided("denied", "failure");
      case "audit.key-rotated",
          "killswitch.engaged",
          "killswitch.released",
          "configuration.loaded",
          "policy.reload",
          "playbook.in-force",
          "playbook.gone",
          "playbook.taken-out" ->
          new EcsWords(EVENT, List.of("configuration"), List.of("change"), "success");
      default ->
          new EcsWords(
              EVENT,
              facts.record().responseId() == null
                  ? List.of("configuration")
                  : List.of("intrusion_detection"),
              List.of("info"),
              UNKNOWN);
    };
  }

  /** A process was ended, or an object of the cluster changed. */
  private static EcsWords done(LeafFacts facts, String outcome) {
    return facts.asked("targetKey").startsWith("process/")
        ? new EcsWords(EVENT, List.of("process"), List.of("end"), outcome)
        : new EcsWords(EVENT, List.of("configuration"), List.of("change"), outcome);
  }

  private static EcsWords decided(String word, String outcome) {
    return new EcsWords(EVENT, List.of("intrusion_detection"), List.of(word), outcome);
  }
}
