package io.nightjar;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.Segment;
import io.nightjar.audit.VerifierKey;
import io.nightjar.detect.Detection;
import io.nightjar.gate.KillSwitch;
import io.nightjar.http.AuditKeys;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.HandRequest;
import io.nightjar.http.IncidentVerb;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.ReloadReport;
import io.nightjar.http.ResponseStory;
import io.nightjar.http.Route;
import io.nightjar.http.Status;
import io.nightjar.http.StoredFacts;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentStory;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.LinkReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.Speaker;
import io.nightjar.respond.Word;
import io.nightjar.search.Found;
import io.nightjar.search.StoredSearch;
import io.nightjar.search.Wanted;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the control API serves, from the parts of the running engine. */
record EngineBackend(
    StoredFacts facts,
    StoredSearch search,
    VerifierKey auditKey,
    Path auditHead,
    AuditKeeping keeping,
    ResponseDesk desk,
    HandRequests hands,
    IncidentDesk incidentDesk,
    KillSwitch switchboard,
    Supplier<Status> statusNow,
    Function<String, ReloadReport> reloadAll,
    List<Route> furtherRoutes)
    implements ControlBackend {

  @Override
  public List<Response> responses(ResponseFilter filter, String playbook) {
    return facts.responses(filter, playbook);
  }

  @Override
  public Found<Response> responses(Wanted wanted, String after, int limit) {
    return search.responses(wanted, after, limit);
  }

  @Override
  public Found<Incident> incidents(Wanted wanted, String after, int limit) {
    return search.incidents(wanted, after, limit);
  }

  @Override
  public Found<Detection> detections(Wanted wanted, String after, int limit) {
    return search.detections(wanted, after, limit);
  }

  @Override
  public List<String> responseIds(String prefix) {
    return facts.responseIds(prefix);
  }

  @Override
  public Optional<ResponseStory> story(String responseId) {
    return facts.story(responseId);
  }

  @Override
  public DeskReply request(HandRequest asked) {
    return hands.take(asked);
  }

  @Override
  public DeskReply approve(String responseId, Speaker who, String comment) {
    return desk.approve(responseId, who, comment);
  }

  @Override
  public DeskReply deny(String responseId, Speaker who, String comment) {
    return desk.deny(responseId, who, comment);
  }

  @Override
  public DeskReply acknowledge(String responseId, Speaker who, String comment) {
    return desk.acknowledge(responseId, who, comment);
  }

  @Override
  public DeskReply undo(String responseId, Speaker who, String comment) {
    return desk.undo(responseId, who, comment);
  }

  @Override
  public LinkReply link(String responseId, String who, String by, Duration within) {
    return desk.link(responseId, who, by, within);
  }

  @Override
  public Optional<DeskReply.Refused> refusal(AnswerLink link) {
    return desk.refusal(link);
  }

  @Override
  public DeskReply answer(AnswerLink link, Word word, String comment) {
    return desk.answer(link, word, comment);
  }

  @Override
  public List<Incident> incidents(boolean closedToo, String namespace, int limit) {
    return facts.incidents().list(closedToo, namespace, limit);
  }

  @Override
  public List<String> incidentIds(String prefix) {
    return facts.incidents().ids(prefix);
  }

  @Override
  public Optional<IncidentStory> incident(String id) {
    return facts.incidents().story(id);
  }

  @Override
  public IncidentDesk.Reply change(
      IncidentVerb verb, String incidentId, String who, String comment) {
    return switch (verb) {
      case ACKNOWLEDGE -> incidentDesk.acknowledge(incidentId, who, comment);
      case CLOSE -> incidentDesk.close(incidentId, who, comment);
      case REOPEN -> incidentDesk.reopen(incidentId, who, comment);
    };
  }

  @Override
  public List<Detection> detections(int limit) {
    return facts.detections(limit);
  }

  @Override
  public List<Detection> detectionsOf(String idOrPrefix) {
    return facts.detectionsOf(idOrPrefix);
  }

  @Override
  public List<AuditRecord> audit(long from, int limit) {
    return facts.audit(from, limit);
  }

  @Override
  public AuditReport verifyAudit() {
    try {
      // read before verifying: a log that was cut back does not reach up to it
      return facts.verify(auditKey, List.of(Files.readString(auditHead)), keeping.folder());
    } catch (IOException e) {
      throw new StoreException("cannot read " + auditHead + ", the last checkpoint kept aside", e);
    }
  }

  @Override
  public Optional<InclusionProof> proof(long index) {
    try {
      return Optional.of(facts.proof(index, keeping.folder()));
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    return facts.consistency(from, to, keeping.folder());
  }

  @Override
  public AuditKeys auditKeys() {
    return AuditKeys.of(auditKey, facts.keyChain());
  }

  @Override
  public AuditKeys rotateAuditKey(String who) {
    keeping.rotateKey("person:" + who);
    return auditKeys();
  }

  @Override
  public List<Segment> sealAudit(Instant before, String who) {
    return keeping.seal(before, "person:" + who);
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    return facts.checkpoint();
  }

  @Override
  public KillSwitchState killSwitch() {
    String why = switchboard.engaged();
    return new KillSwitchState(why != null, why == null ? "" : why);
  }

  @Override
  public KillSwitchState turnKillSwitch(boolean on, String who, String reason) {
    if (on) {
      switchboard.engage("person:" + who, reason);
    } else {
      switchboard.release("person:" + who, reason);
    }
    return killSwitch();
  }

  @Override
  public Status status() {
    return statusNow.get();
  }

  @Override
  public ReloadReport reload(String who) {
    return reloadAll.apply(who);
  }
}
