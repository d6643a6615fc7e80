package io.nightjar.http;

import io.nightjar.SampleResponses;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.Segment;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentState;
import io.nightjar.incident.IncidentStory;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.LinkReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import io.nightjar.respond.Speaker;
import io.nightjar.respond.Word;
import io.nightjar.search.Found;
import io.nightjar.search.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A desk that holds responses in memory and notes what it is told. */
public final class FakeBackend implements ControlBackend {

  public final Map<String, Response> responses = new LinkedHashMap<>();
  public final List<Incident> incidents = new ArrayList<>();

  public final List<Detection> detections = new ArrayList<>();
  public final List<AuditRecord> audit = new ArrayList<>();
  public final List<String> told = new ArrayList<>();
  public final List<Speaker> speakers = new ArrayList<>();
  public final List<String> reloadProblems = new ArrayList<>();
  public final List<String> reloadChanges = new ArrayList<>();
  public final TreeMap<String, Long> losses = new TreeMap<>();
  public KillSwitchState killSwitch = new KillSwitchState(false, "");
  public Optional<DeskReply.Refused> refusals = Optional.empty();
  public boolean fails;
  public final List<Route> further = new ArrayList<>();
  public AuditReport report = new AuditReport(3, 2, null, List.of(), 0, List.of(), List.of());

  public FakeBackend add(Response... more) {
    for (Response response : more) {
      responses.put(response.id(), response);
    }
    return this;
  }

  @Override
  public List<Response> responses(ResponseFilter filter, String playbook) {
    return responses.values().stream()
        .filter(r -> filter.states().isEmpty() || filter.states().contains(r.state()))
        .filter(
            r ->
                filter.namespace().isEmpty()
                    || filter.namespace().equals(r.request().target().namespace()))
        .filter(r -> playbook.isEmpty() || playbook.equals(r.request().playbook()))
        .limit(filter.limit())
        .toList();
  }

  @Override
  public Found<Response> responses(Wanted wanted, String after, int limit) {
    return page(
        responses.values().stream()
            .filter(r -> wanted.state().isEmpty() || wanted.state().contains(r.state().name()))
            .filter(
                r ->
                    wanted.namespace().isEmpty()
                        || wanted.namespace().equals(r.request().target().namespace()))
            .filter(
                r ->
                    wanted.playbook().isEmpty() || wanted.playbook().equals(r.request().playbook()))
            .toList(),
        after,
        limit);
  }

  @Override
  public Found<Incident> incidents(Wanted wanted, String after, int limit) {
    return page(incidents(wanted.state().isEmpty(), wanted.namespace(), limit), after, limit);
  }

  @Override
  public Found<Detection> detections(Wanted wanted, String after, int limit) {
    return page(detections, after, limit);
  }

  private static <T> Found<T> page(List<T> all, String after, int limit) {
    int from = after.isEmpty() ? 0 : Integer.parseInt(after);
    int to = Math.min(all.size(), from + limit);
    return new Found<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : "", false);
  }

  @Override
  public List<String> responseIds(String prefix) {
    return responses.keySet().stream().filter(id -> id.startsWith(prefix)).toList();
  }

  @Override
  public Optional<ResponseStory> story(String id) {
    return Optional.ofNullable(responses.get(id))
        .map(response -> new ResponseStory(response, detections, audit));
  }

  @Override
  public LinkReply link(String id, String who, String by, Duration within) {
    told.add("link " + id + " for " + who + " by " + by);
    return new LinkReply.Issued(
        new AnswerLink("00ff", id, "digest", who, SampleResponses.THREE.plus(within)));
  }

  @Override
  public Optional<DeskReply.Refused> refusal(AnswerLink link) {
    return refusals;
  }

  @Override
  public DeskReply answer(AnswerLink link, Word word, String comment) {
    return refusals.isPresent()
        ? refusals.get()
        : answer(word.name().toLowerCase(Locale.ROOT), link.responseId(), link.who(), comment);
  }

  @Override
  public DeskReply request(HandRequest asked) {
    told.add("request " + asked);
    return asked.target().startsWith("pod/")
        ? new DeskReply.Done(responses.values().iterator().next())
        : new DeskReply.Refused(DeskReply.Cause.UNSUITABLE, "that is no pod");
  }

  @Override
  public DeskReply approve(String id, Speaker who, String comment) {
    speakers.add(who);
    return answer("approve", id, who.name(), comment);
  }

  @Override
  public DeskReply deny(String id, Speaker who, String comment) {
    speakers.add(who);
    return answer("deny", id, who.name(), comment);
  }

  @Override
  public DeskReply acknowledge(String id, Speaker who, String comment) {
    speakers.add(who);
    return answer("acknowledge", id, who.name(), comment);
  }

  @Override
  public DeskReply undo(String id, Speaker who, String comment) {
    speakers.add(who);
    return answer("undo", id, who.name(), comment);
  }

  private DeskReply answer(String verb, String id, String who, String comment) {
    told.add(verb + " " + id + " " + who + ": " + comment);
    Response response = responses.get(id);
    if (response == null || response.state() != ResponseState.AWAITING_APPROVAL) {
      return new DeskReply.Refused(DeskReply.Cause.WRONG_STATE, "it waits for nobody");
    }
    if (who.equals("mallory")) {
      return new DeskReply.Refused(DeskReply.Cause.NOT_ENTITLED, "mallory is not on call");
    }
    return new DeskReply.Done(response);
  }

  @Override
  public List<Incident> incidents(boolean closedToo, String namespace, int limit) {
    return incidents.stream()
        .filter(one -> closedToo || one.state() != IncidentState.CLOSED)
        .toList();
  }

  @Override
  public List<String> incidentIds(String prefix) {
    return incidents.stream().map(Incident::id).filter(id -> id.startsWith(prefix)).toList();
  }

  @Override
  public Optional<IncidentStory> incident(String id) {
    return incidents.stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .map(one -> new IncidentStory(one, detections, List.copyOf(responses.values())));
  }

  @Override
  public IncidentDesk.Reply change(
      IncidentVerb verb, String incidentId, String who, String comment) {
    told.add(verb.word() + " " + incidentId + " " + who + " " + comment);
    return new IncidentDesk.Reply.Done(incidents.getFirst());
  }

  @Override
  public List<Detection> detections(int limit) {
    return detections.stream().limit(limit).toList();
  }

  @Override
  public List<Detection> detectionsOf(String idOrPrefix) {
    return detections.stream().filter(one -> one.id().startsWith(idOrPrefix)).toList();
  }

  @Override
  public List<AuditRecord> audit(long from, int limit) {
    return audit.stream().filter(leaf -> leaf.index() >= from).limit(limit).toList();
  }

  @Override
  public AuditReport verifyAudit() {
    return report;
  }

  @Override
  public Optional<InclusionProof> proof(long index) {
    return Optional.empty();
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    throw new IndexOutOfBoundsException("no checkpoint has " + to + " leaves");
  }

  @Override
  public AuditKeys auditKeys() {
    return new AuditKeys(List.of(), List.of());
  }

  @Override
  public AuditKeys rotateAuditKey(String who) {
    told.add("rotate " + who);
    return auditKeys();
  }

  @Override
  public List<Segment> sealAudit(Instant before, String who) {
    told.add("seal " + before + " " + who);
    return List.of();
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    return Optional.empty();
  }

  @Override
  public KillSwitchState killSwitch() {
    return killSwitch;
  }

  @Override
  public KillSwitchState turnKillSwitch(boolean on, String who, String reason) {
    killSwitch = new KillSwitchState(on, on ? "by " + who + ": " + reason : "");
    return killSwitch;
  }

  @Override
  public Status status() {
    if (fails) {
      throw new IllegalStateException("password=hunter2");
    }
    return new Status(
        "0.1.0",
        "enforce",
        Instant.parse("2026-11-20T01:00:00Z"),
        Instant.parse("2026-11-20T02:00:00Z"),
        "node-1",
        Status.Leadership.alone("node-1", 1, Instant.parse("2026-11-20T01:00:00Z")),
        new Status.Cluster("practice", "http://127.0.0.1:40001", true, true),
        List.of(
            new Status.Source("kernel", true, "14 kinds of events, 2 rings"),
            new Status.Source("falco", false, "not configured")),
        19,
        List.of("miner", "shell-at-night"),
        new TreeMap<>(Map.of("night", true, "weekend", false)),
        killSwitch,
        new TreeMap<>(Map.of("detections", 2L, "events", 912L)),
        losses,
        new TreeMap<>());
  }

  @Override
  public ReloadReport reload(String who) {
    told.add("reload " + who);
    return new ReloadReport(reloadProblems, reloadChanges);
  }

  @Override
  public List<Route> furtherRoutes() {
    return further;
  }
}
