package io.nightjar.export;

import io.nightjar.actions.ActionDescriptor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a leaf tells of, in the numbers of its class.
 *
 * @param id {@code activity_id}; 99 is what the class has no number for, and then {@code name} says
 *     it
 */
record OcsfActivity(int id, String name) {

  private static final int OTHER = 99;

  /** Tactic of the D3FEND technique that an action carries, as Remediation Activity numbers it. */
  private static final Map<String, OcsfActivity> TACTICS =
      Map.of(
          "D3-NI", new OcsfActivity(1, "Isolate"),
          "D3-PT", new OcsfActivity(2, "Evict"),
          "D3-PE", new OcsfActivity(2, "Evict"),
          "D3-RS", new OcsfActivity(3, "Restore"),
          "D3-LFP", new OcsfActivity(4, "Harden"));

  static OcsfActivity of(OcsfClass kind, LeafFacts facts, @Nullable ActionDescriptor action) {
    String word = facts.record().kind();
    return switch (kind) {
      case DETECTION_FINDING -> new OcsfActivity(1, "Create");
      case INCIDENT_FINDING ->
          word.equals("incident.closed")
              ? new OcsfActivity(3, "Close")
              : new OcsfActivity(2, "Update");
      case REMEDIATION_ACTIVITY -> remediation(word, action);
      case APPLICATION_LIFECYCLE -> lifecycle(word);
      case ENTITY_MANAGEMENT -> entity(word);
      case BASE_EVENT -> new OcsfActivity(OTHER, word);
    };
  }

  private static OcsfActivity remediation(String kind, @Nullable ActionDescriptor action) {
    return switch (kind) {
      case "response.executing",
          "response.succeeded",
          "response.nothing-to-do",
          "response.failed" ->
          action == null
              ? new OcsfActivity(OTHER, kind)
              : TACTICS.getOrDefault(action.d3fend(), new OcsfActivity(OTHER, kind));
      case "response.undoing", "response.undone", "response.undo-refused" ->
          new OcsfActivity(3, "Restore");
      default -> new OcsfActivity(OTHER, kind);
    };
  }

  private static OcsfActivity lifecycle(String kind) {
    return switch (kind) {
      case "nightjar.started" -> new OcsfActivity(3, "Start");
      case "nightjar.stopped" -> new OcsfActivity(4, "Stop");
      case "killswitch.released" -> new OcsfActivity(6, "Enable");
      case "killswitch.engaged", "playbook.taken-out" -> new OcsfActivity(7, "Disable");
      case "configuration.loaded", "policy.reload", "playbook.in-force", "playbook.gone" ->
          new OcsfActivity(8, "Update");
      default -> new OcsfActivity(OTHER, kind);
    };
  }

  private static OcsfActivity entity(String kind) {
    return switch (kind) {
      case "audit.key-rotated" -> new OcsfActivity(3, "Update");
      case "audit.sealed" -> new OcsfActivity(5, "Move");
      case "retention.swept" -> new OcsfActivity(4, "Delete");
      default -> new OcsfActivity(OTHER, kind);
    };
  }
}
