package io.nightjar.http;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.InclusionProof;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentStory;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import java.util.List;
import java.util.Optional;

/** What the control API serves; called on many threads at once. */
public interface ControlBackend {

  /**
   * The newest first.
   *
   * @param playbook empty for all
   */
  List<Response> responses(ResponseFilter filter, String playbook);

  /** That id, or a few that start so. */
  List<String> responseIds(String prefix);

  Optional<ResponseStory> story(String responseId);

  DeskReply approve(String responseId, String who, String comment);

  DeskReply deny(String responseId, String who, String comment);

  DeskReply acknowledge(String responseId, String who, String comment);

  DeskReply undo(String responseId, String who, String comment);

  /**
   * The latest first.
   *
   * @param namespace empty for all
   */
  List<Incident> incidents(boolean closedToo, String namespace, int limit);

  /** That id, or a few that start so. */
  List<String> incidentIds(String prefix);

  Optional<IncidentStory> incident(String id);

  IncidentDesk.Reply change(IncidentVerb verb, String incidentId, String who, String comment);

  /** The newest first. */
  List<Detection> detections(int limit);

  /** Leaves from {@code from} on, oldest first. */
  List<AuditRecord> audit(long from, int limit);

  AuditReport verifyAudit();

  /** Empty when no checkpoint covers such a leaf. */
  Optional<InclusionProof> proof(long index);

  /** The newest signed checkpoint; empty while there is none. */
  Optional<Checkpoint> checkpoint();

  KillSwitchState killSwitch();

  KillSwitchState turnKillSwitch(boolean on, String who, String reason);

  Status status();

  /** Loads configuration, rules and playbooks again. */
  ReloadReport reload(String who);
}
