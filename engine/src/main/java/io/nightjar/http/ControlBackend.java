package io.nightjar.http;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.Segment;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentStory;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.LinkReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.Speaker;
import io.nightjar.respond.Word;
import io.nightjar.search.Found;
import io.nightjar.search.Wanted;
import java.time.Duration;
import java.time.Instant;
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

  /** A page of the responses, the newest first; {@code after} as in {@link Found#next}. */
  Found<Response> responses(Wanted wanted, String after, int limit);

  /** A page of the incidents, the latest first. */
  Found<Incident> incidents(Wanted wanted, String after, int limit);

  /** A page of the detections, the newest first. */
  Found<Detection> detections(Wanted wanted, String after, int limit);

  /** That id, or a few that start so. */
  List<String> responseIds(String prefix);

  Optional<ResponseStory> story(String responseId);

  /** Asks for a response; the gate judges it. */
  DeskReply request(HandRequest asked);

  DeskReply approve(String responseId, Speaker who, String comment);

  DeskReply deny(String responseId, Speaker who, String comment);

  DeskReply acknowledge(String responseId, Speaker who, String comment);

  DeskReply undo(String responseId, Speaker who, String comment);

  /**
   * Makes a link with which {@code who} can answer.
   *
   * @param by who asks for it, as the audit log names actors
   */
  LinkReply link(String responseId, String who, String by, Duration within);

  /** Why nothing can be said with the link any more; empty while something can. */
  Optional<DeskReply.Refused> refusal(AnswerLink link);

  DeskReply answer(AnswerLink link, Word word, String comment);

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

  /** The detection of that id, or else those whose id begins so, a few at most. */
  List<Detection> detectionsOf(String idOrPrefix);

  /** Leaves from {@code from} on, oldest first. */
  List<AuditRecord> audit(long from, int limit);

  AuditReport verifyAudit();

  /** Empty when no checkpoint covers such a leaf. */
  Optional<InclusionProof> proof(long index);

  /**
   * @param to size of a checkpoint, or -1 for the newest
   * @throws IndexOutOfBoundsException when there is no such checkpoint, or it is smaller
   */
  ConsistencyProof consistency(long from, long to);

  /** The keys of the audit log and how each follows from the one before. */
  AuditKeys auditKeys();

  /** Gives the audit log a new key. */
  AuditKeys rotateAuditKey(String who);

  /** Moves old leaves of the audit log into files; those made, in order. */
  List<Segment> sealAudit(Instant before, String who);

  /** The newest signed checkpoint; empty while there is none. */
  Optional<Checkpoint> checkpoint();

  KillSwitchState killSwitch();

  KillSwitchState turnKillSwitch(boolean on, String who, String reason);

  Status status();

  /** Loads configuration, rules and playbooks again. */
  ReloadReport reload(String who);

  /** Routes of the control API that a part of the engine serves itself. */
  default List<Route> furtherRoutes() {
    return List.of();
  }
}
