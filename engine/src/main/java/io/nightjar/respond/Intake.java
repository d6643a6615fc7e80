package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.gate.Gate;
import io.nightjar.gate.Verdict;
import io.nightjar.incident.Grouping;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.store.Json;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a request in: known already, joined to another, or judged and begun. */
final class Intake {

  private final Gate gate;
  private final Map<String, Action> actions;
  private final Steps steps;
  private final Responder responder;
  private final InstantSource clock;

  Intake(
      Gate gate,
      Map<String, Action> actions,
      Steps steps,
      Responder responder,
      InstantSource clock) {
    this.gate = gate;
    this.actions = actions;
    this.steps = steps;
    this.responder = responder;
    this.clock = clock;
  }

  Response take(Transaction transaction, ResponseRequest asked) throws SQLException {
    Optional<Response> known = ResponseTable.find(transaction.connection(), asked.id());
    if (known.isEmpty()) {
      known = ResponseTable.joined(transaction.connection(), asked.id());
    }
    if (known.isPresent()) {
      return known.get();
    }
    // what is in force now is what this response keeps, whatever is loaded later
    ResponseRequest request = gate.settled(asked.on(gate.identified(asked.target())));
    Instant now = clock.instant();
    Duration repeatAfter = gate.settings().repeatAfter();
    Verdict verdict =
        gate.judge(
            request,
            HoldingResponses.of(transaction.connection(), request, actions, now, repeatAfter));
    return switch (verdict) {
      case Verdict.Joined joined -> join(transaction, request, joined, now);
      case Verdict.Denied denied -> deny(transaction, request, denied, now);
      case Verdict.AskFirst ask -> ask(transaction, request, ask, now);
      case Verdict.Allowed allowed -> allow(transaction, request, allowed, now);
    };
  }

  private Response join(
      Transaction transaction, ResponseRequest request, Verdict.Joined joined, Instant now)
      throws SQLException {
    Response holder =
        ResponseTable.find(transaction.connection(), joined.responseId()).orElseThrow();
    Response repeated = ResponseChange.of(holder).repeated().at(holder.updatedAt());
    ResponseTable.join(transaction, request, holder.id(), now);
    Grouping.attach(transaction, holder.id(), request.detectionIds());
    Map<String, Object> details = asked(request);
    details.put("request", request.id());
    details.put("repeats", repeated.repeats());
    steps.note(
        transaction,
        repeated,
        AuditDraft.of(now, "response.joined", holder.id(), request.playbook()),
        details);
    return repeated;
  }

  private Response deny(
      Transaction transaction, ResponseRequest request, Verdict.Denied denied, Instant now)
      throws SQLException {
    Response requested = begin(transaction, request, false, now);
    Response response =
        ResponseChange.of(requested)
            .to(ResponseState.DENIED, denied.why())
            .found(denied.findings())
            .at(now);
    Map<String, Object> details = findings(denied.findings());
    details.put("guard", denied.guard());
    steps.write(transaction, ResponseState.REQUESTED, response, AuditDraft.NIGHTJAR, details);
    return response;
  }

  private Response ask(
      Transaction transaction, ResponseRequest request, Verdict.AskFirst ask, Instant now)
      throws SQLException {
    Response requested = begin(transaction, request.asking(ask.ask()), ask.dryRun(), now);
    Instant expires = now.plus(ask.ask().within());
    Response response =
        ResponseChange.of(requested)
            .to(ResponseState.AWAITING_APPROVAL, ask.why())
            .expiring(expires)
            .found(ask.findings())
            .at(now);
    Map<String, Object> details = findings(ask.findings());
    details.put("groups", ask.ask().groups());
    details.put("persons", ask.ask().persons());
    details.put("expiresAt", expires.toString());
    steps.write(transaction, ResponseState.REQUESTED, response, AuditDraft.NIGHTJAR, details);
    Duration escalateAfter = ask.ask().due(0);
    if (escalateAfter != null) {
      steps.startTimer(transaction, response.id(), Timer.Kind.ESCALATE, now.plus(escalateAfter));
    }
    steps.startTimer(transaction, response.id(), Timer.Kind.EXPIRE, expires);
    return response;
  }

  private Response allow(
      Transaction transaction, ResponseRequest request, Verdict.Allowed allowed, Instant now)
      throws SQLException {
    Response requested = begin(transaction, request, allowed.dryRun(), now);
    Response response =
        ResponseChange.of(requested)
            .to(ResponseState.ALLOWED, allowed.why())
            .found(allowed.findings())
            .at(now);
    steps.write(
        transaction,
        ResponseState.REQUESTED,
        response,
        AuditDraft.NIGHTJAR,
        findings(allowed.findings()));
    ActTable.insert(transaction, response, gate.place(request));
    transaction.afterCommit(
        () -> {
          CrashPoint.ALLOWED_BEFORE_RESPONDER.reached();
          responder.execute(response);
        });
    return response;
  }

  private Response begin(
      Transaction transaction, ResponseRequest request, boolean dryRun, Instant now)
      throws SQLException {
    Response requested = Response.requested(request, dryRun, now);
    steps.write(transaction, null, requested, request.playbook(), asked(request));
    Grouping.attach(transaction, request.id(), request.detectionIds());
    return requested;
  }

  private static Map<String, Object> asked(ResponseRequest request) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("action", request.actionId());
    fields.put("target", request.target().describe());
    fields.put("targetKey", request.target().key());
    fields.put("namespace", request.target().namespace());
    fields.put("parameters", Json.write(request.parameters()));
    fields.put("playbook", request.playbook());
    fields.put("playbookRule", request.playbookRule());
    fields.put("because", request.because());
    fields.put("detections", request.detectionIds());
    fields.put("detectionTime", request.detectionTime().toString());
    fields.put("requestedAt", request.requestedAt().toString());
    fields.put("digest", ActionDigest.of(request));
    Edition edition = request.edition();
    if (edition != null) {
      fields.put("playbookVersion", edition.version());
      fields.put("playbookCommit", edition.commit());
      fields.put("stage", edition.stage().word());
      fields.put("stageWhy", edition.why());
    }
    return fields;
  }

  private static Map<String, Object> findings(List<GuardFinding> findings) {
    List<Map<String, String>> said =
        findings.stream()
            .map(
                finding ->
                    Map.of(
                        "guard", finding.guard(),
                        "answer", finding.answer(),
                        "why", finding.why()))
            .toList();
    return new TreeMap<>(Map.of("findings", said));
  }
}
