package io.nightjar.respond;

import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.gate.Gate;
import io.nightjar.respond.DeskReply.Cause;
import io.nightjar.store.Transaction;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person's yes or no does to a response that waits for it. */
final class Approvals {

  private static final String PERSON = "person:";
  private static final int SERIAL_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Gate gate;
  private final Steps steps;
  private final Responder responder;
  private final InstantSource clock;

  Approvals(Gate gate, Steps steps, Responder responder, InstantSource clock) {
    this.gate = gate;
    this.steps = steps;
    this.responder = responder;
    this.clock = clock;
  }

  /**
   * @param digest of what the person saw; null where the person was shown the stored response
   */
  DeskReply approve(
      Transaction transaction, Response response, Answerer answerer, @Nullable String digest)
      throws SQLException {
    DeskReply.Refused refusal = refusalToApprove(transaction, response, answerer, digest);
    if (refusal != null) {
      return refused(transaction, response, answerer, refusal);
    }
    Response agreed = agreed(response, answerer);
    if (agreed.answers().agreed().size() < persons(response)) {
      note(transaction, agreed, "approval.agreed", answerer);
      transaction.afterCommit(CrashPoint.FIRST_OF_TWO_AGREED::reached);
      return new DeskReply.Done(agreed);
    }
    Response allowed = decide(transaction, agreed, ResponseState.ALLOWED, "approved", answerer);
    ActTable.insert(transaction, allowed, gate.place(response.request()));
    transaction.afterCommit(
        () -> {
          CrashPoint.APPROVED_BEFORE_RESPONDER.reached();
          responder.execute(allowed);
        });
    return new DeskReply.Done(allowed);
  }

  private DeskReply.@Nullable Refused refusalToApprove(
      Transaction transaction, Response response, Answerer answerer, @Nullable String digest)
      throws SQLException {
    DeskReply.Refused refusal = refusal(response, answerer);
    if (refusal != null) {
      return refusal;
    }
    if (isRequester(response, answerer.who())) {
      return new DeskReply.Refused(
          Cause.NOT_ENTITLED, "whoever asked for a response cannot approve it");
    }
    if (response.answers().agreed(answerer.who())) {
      return new DeskReply.Refused(
          Cause.NOT_ENTITLED, answerer.who() + " agreed already; another person has to agree, too");
    }
    String stored = ResponseTable.digest(transaction.connection(), response.id());
    boolean same =
        stored.equals(ActionDigest.of(response.request()))
            && (digest == null || digest.equals(stored));
    return same
        ? null
        : new DeskReply.Refused(
            Cause.DIFFERENT_ACTION, "what was shown is not what would be done; look again");
  }

  DeskReply deny(Transaction transaction, Response response, Answerer answerer)
      throws SQLException {
    DeskReply.Refused refusal = refusal(response, answerer);
    boolean mayTakeBack =
        isRequester(response, answerer.who()) && linkOver(response, answerer.link()) == null;
    if (refusal != null && !mayTakeBack) {
      return refused(transaction, response, answerer, refusal);
    }
    if (response.state() != ResponseState.AWAITING_APPROVAL) {
      return new DeskReply.Refused(Cause.WRONG_STATE, notWaiting(response));
    }
    Response answered =
        ResponseChange.of(response)
            .answers(response.answers().by(answerer.serial()))
            .at(response.updatedAt());
    return new DeskReply.Done(
        decide(transaction, answered, ResponseState.REJECTED, "denied", answerer));
  }

  /** Only those who may answer can say that they look at it. */
  DeskReply acknowledge(Transaction transaction, Response response, Answerer answerer)
      throws SQLException {
    DeskReply.Refused refusal = refusal(response, answerer);
    if (refusal != null) {
      return refused(transaction, response, answerer, refusal);
    }
    Response acknowledged =
        ResponseChange.of(response)
            .answers(response.answers().acknowledged(answerer.who()))
            .at(response.updatedAt());
    note(transaction, acknowledged, "approval.acknowledged", answerer);
    steps.tellAcknowledged(transaction, acknowledged);
    steps.cancelTimers(transaction, acknowledged, Timer.Kind.ESCALATE);
    return new DeskReply.Done(acknowledged);
  }

  private static int persons(Response response) {
    ApprovalAsk ask = response.request().approval();
    return ask == null ? 1 : ask.persons();
  }

  private Response agreed(Response response, Answerer answerer) {
    Answers.Agreement agreement =
        new Answers.Agreement(answerer.who(), clock.instant(), answerer.comment());
    return ResponseChange.of(response)
        .answers(response.answers().plus(agreement).by(answerer.serial()))
        .at(response.updatedAt());
  }

  private void note(Transaction transaction, Response response, String kind, Answerer answerer)
      throws SQLException {
    steps.note(
        transaction,
        response,
        AuditDraft.of(clock.instant(), kind, response.id(), PERSON + answerer.who()),
        answerer.details(response));
  }

  private Response decide(
      Transaction transaction,
      Response response,
      ResponseState next,
      String word,
      Answerer answerer)
      throws SQLException {
    String comment = answerer.comment().isBlank() ? "" : ": " + answerer.comment();
    String who =
        next == ResponseState.ALLOWED
            ? response.answers().agreed().stream()
                .map(Answers.Agreement::who)
                .collect(Collectors.joining(" and "))
            : answerer.who();
    Response decided =
        ResponseChange.of(response)
            .to(next, word + " by " + who + comment)
            .decidedBy(who)
            .at(clock.instant());
    steps.write(
        transaction,
        response.state(),
        decided,
        PERSON + answerer.who(),
        answerer.details(response));
    steps.cancelTimers(transaction, decided, Timer.Kind.ESCALATE, Timer.Kind.EXPIRE);
    return decided;
  }

  /** Why {@code answerer} can say nothing to it; null where they can. */
  DeskReply.@Nullable Refused refusal(Response response, Answerer answerer) {
    Instant expires = response.expiresAt();
    DeskReply.Refused over = linkOver(response, answerer.link());
    if (over != null) {
      return over;
    }
    if (response.state() != ResponseState.AWAITING_APPROVAL) {
      return new DeskReply.Refused(Cause.WRONG_STATE, notWaiting(response));
    }
    if (expires != null && !clock.instant().isBefore(expires)) {
      return new DeskReply.Refused(
          Cause.WRONG_STATE, "too late: an answer was awaited until " + expires);
    }
    if (answerer.who().isBlank()) {
      return new DeskReply.Refused(Cause.NOT_ENTITLED, "an answer needs a name");
    }
    ApprovalAsk ask = response.request().approval();
    if (ask != null && !mayAnswer(ask.groups(), answerer)) {
      return new DeskReply.Refused(
          Cause.NOT_ENTITLED,
          answerer.who() + " is in none of the groups that may answer: " + ask.groups());
    }
    return null;
  }

  private DeskReply.@Nullable Refused linkOver(Response response, @Nullable AnswerLink link) {
    if (link == null) {
      return null;
    }
    String another = "; ask for another one: ./nightjar responses link " + response.id();
    if (response.answers().used(link.serial())) {
      return new DeskReply.Refused(
          Cause.LINK_OVER, "this link was used already; " + notWaiting(response));
    }
    return clock.instant().isBefore(link.until())
        ? null
        : new DeskReply.Refused(
            Cause.LINK_OVER, "this link was good until " + link.until() + another);
  }

  /**
   * @param by who hands it out
   * @param within how long it is good, at most as long as an answer is awaited
   */
  LinkReply link(Transaction transaction, Response response, String who, String by, Duration within)
      throws SQLException {
    Answerer answerer = new Answerer(Speaker.named(who), "", null);
    DeskReply.Refused refusal = refusalToApprove(transaction, response, answerer, null);
    if (refusal != null) {
      return new LinkReply.Refused(refusal);
    }
    Instant now = clock.instant();
    Instant until = now.plus(within);
    Instant expires = response.expiresAt();
    byte[] serial = new byte[SERIAL_BYTES];
    RANDOM.nextBytes(serial);
    AnswerLink link =
        new AnswerLink(
            HexFormat.of().formatHex(serial),
            response.id(),
            ActionDigest.of(response.request()),
            who.strip(),
            expires != null && expires.isBefore(until) ? expires : until);
    transaction.record(
        AuditDraft.of(now, "approval.link-issued", response.id(), by)
            .with("link", link.serial())
            .with("who", link.who())
            .with("until", link.until().toString()));
    return new LinkReply.Issued(link);
  }

  private static String notWaiting(Response response) {
    if (response.state() == ResponseState.AWAITING_APPROVAL) {
      return "the response still waits for an answer";
    }
    return "the response does not wait for an answer: it is "
        + response.state().words()
        + (response.decidedBy().isEmpty() ? "" : ", decided by " + response.decidedBy())
        + " since "
        + response.updatedAt();
  }

  private boolean mayAnswer(List<String> groups, Answerer answerer) {
    Map<String, Set<String>> approvers = gate.settings().asking().approvers();
    return groups.isEmpty()
        || approvers.isEmpty()
        || groups.stream()
            .anyMatch(
                group ->
                    answerer.speaker().groups().contains(group)
                        || approvers.getOrDefault(group, Set.of()).contains(answerer.who()));
  }

  private static boolean isRequester(Response response, String who) {
    String by = response.request().playbook();
    return by.startsWith(PERSON) && Answers.same(by.substring(PERSON.length()), who);
  }

  /** An attempt by somebody who may not is worth knowing; being late is not. */
  private DeskReply refused(
      Transaction transaction, Response response, Answerer answerer, DeskReply.Refused refusal)
      throws SQLException {
    if (refusal.cause() != Cause.WRONG_STATE) {
      AuditDraft leaf =
          AuditDraft.of(clock.instant(), "approval.refused", response.id(), PERSON + answerer.who())
              .with("cause", refusal.cause().name())
              .with("why", refusal.why());
      String vouchedBy = answerer.speaker().vouchedBy();
      transaction.record(vouchedBy.isEmpty() ? leaf : leaf.with("vouchedBy", vouchedBy));
    }
    return refusal;
  }

  /**
   * Who answers, and what they say with it.
   *
   * @param link by which they came; null where they signed in otherwise
   */
  record Answerer(Speaker speaker, String comment, @Nullable AnswerLink link) {

    String who() {
      return speaker.name();
    }

    @Nullable String serial() {
      return link == null ? null : link.serial();
    }

    /** Of the audit leaf. */
    Map<String, String> details(Response response) {
      Map<String, String> details = new TreeMap<>();
      details.put("comment", comment);
      details.put("digest", ActionDigest.of(response.request()));
      if (link != null) {
        details.put("link", link.serial());
      }
      if (!speaker.vouchedBy().isEmpty()) {
        details.put("vouchedBy", speaker.vouchedBy());
      }
      return details;
    }
  }
}
