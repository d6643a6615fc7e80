package io.nightjar.notify;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.config.Durations;
import io.nightjar.detect.Shed;
import io.nightjar.notify.Notice.Kind;
import io.nightjar.respond.ActionDigest;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words notices: what happened, what was done, what is asked and the exact command to type. */
public final class Notices {

  private static final int SHORT_ID = 14;

  private final DateTimeFormatter clockTime;

  /**
   * @param zone in which times are told
   */
  public Notices(ZoneId zone) {
    this.clockTime = DateTimeFormatter.ofPattern("HH:mm:ss zzz").withZone(zone);
  }

  /** The notice that a response deserves in its state, or nothing where nobody needs to know. */
  public Optional<Notice> of(Response response) {
    Outcome outcome = response.outcome();
    String undo = command(isReversible(outcome) ? "undo" : "why", response);
    return switch (response.state()) {
      case AWAITING_APPROVAL ->
          told(
              Kind.AWAITING_APPROVAL,
              response,
              "nothing yet: " + response.reason(),
              "approve or deny " + what(response) + until(response.expiresAt()),
              command("approve", response));
      case DENIED ->
          told(Kind.DENIED, response, "nothing: " + response.reason(), "", why(response));
      case EXPIRED ->
          told(
              Kind.EXPIRED,
              response,
              "nothing: nobody answered within " + within(response),
              "look at " + response.request().target().describe() + " yourself",
              why(response));
      case SUCCEEDED ->
          told(Kind.EXECUTED, response, done(response, outcome), warnings(outcome), undo);
      case FAILED ->
          told(
              Kind.FAILED,
              response,
              "failed: " + failure(outcome, response.reason()),
              "look at " + response.request().target().describe() + " yourself",
              why(response));
      case UNDONE -> told(Kind.UNDONE, response, "undone: " + undone(response), "", why(response));
      case UNDO_REFUSED ->
          told(
              Kind.UNDO_REFUSED,
              response,
              "not undone: " + undone(response),
              "put it right by hand",
              why(response));
      case REVERTED_BY_OTHERS ->
          told(
              Kind.REVERTED_BY_OTHERS,
              response,
              "somebody else took it back: " + response.reason(),
              "find out who, and decide again",
              why(response));
      case REQUESTED, ALLOWED, REJECTED, EXECUTING, NOTHING_TO_DO, UNDOING -> Optional.empty();
    };
  }

  /** What succeeded is in trouble: its pods do not start, for instance. */
  public Notice troubled(Response response, String words, Instant now) {
    return new Notice(
            Kind.TROUBLE,
            now,
            response.id(),
            response.request().target().namespace(),
            happened(response),
            what(response) + " is done, but " + words,
            "look at " + response.request().target().describe() + ", or take it back",
            command(isReversible(response.outcome()) ? "undo" : "why", response))
        .about(about(response, List.of(), 0));
  }

  /** What was to be done is not done yet, because the cluster or the node is away. */
  public Notice waits(Response response, String words, Instant now) {
    return new Notice(
            Kind.TROUBLE,
            now,
            response.id(),
            response.request().target().namespace(),
            happened(response),
            what(response) + " is not done yet: " + words,
            "look at " + response.request().target().describe() + " yourself if it cannot wait",
            command("why", response))
        .about(about(response, List.of(), 0));
  }

  /** Nobody has answered a question yet, and the ones who must be told next are told. */
  public Notice escalation(Response response, List<String> to, Instant now) {
    Duration waiting = Duration.between(response.request().requestedAt(), now);
    String since = Durations.format(Duration.ofSeconds(waiting.toSeconds()));
    return new Notice(
            Kind.ESCALATION,
            now,
            response.id(),
            response.request().target().namespace(),
            happened(response),
            "nothing yet: unanswered for " + since,
            (to.isEmpty() ? "" : String.join(", ", to) + ": ")
                + "approve or deny "
                + what(response)
                + until(response.expiresAt()),
            command("approve", response))
        .about(about(response, to, response.answers().escalations()));
  }

  /**
   * The sensor dropped events, so an attack may have been missed.
   *
   * @param where which ring or queue
   */
  public Notice sensorLoss(long events, String where, Instant now) {
    return new Notice(
        Kind.SENSOR_LOSS,
        now,
        "",
        "",
        events + " events were lost in " + where,
        "nothing can be detected in what was lost",
        "find what floods this node",
        "./nightjar doctor");
  }

  /** Detections of one rule on one workload were counted and not stored one by one. */
  public Notice shed(Shed shed, Instant now) {
    String where =
        shed.like().podName().isEmpty()
            ? "node " + shed.like().node()
            : shed.like().namespace() + "/" + shed.like().podName();
    return new Notice(
        Kind.SENSOR_LOSS,
        now,
        "",
        shed.like().namespace(),
        shed.count() + " more detections of \"" + shed.like().rule() + "\" on " + where,
        "they were counted and not stored one by one; the first ones were",
        "find what floods it",
        "./nightjar incidents list");
  }

  /** What others hand in is not believed. */
  public Notice oddAlerts(String about, String words, Instant now) {
    return new Notice(
        Kind.SENSOR_LOSS,
        now,
        "",
        "",
        "alerts of " + about + ": " + words,
        "they are in the journal, marked",
        "look at who sends them: somebody may be making them up",
        "./nightjar detections list");
  }

  /** The playbook session had too much to remember. */
  public Notice forgotten(long facts, Instant now) {
    return new Notice(
        Kind.SENSOR_LOSS,
        now,
        "",
        "",
        facts + " facts were forgotten before their hour was over: there were too many",
        "counts and sequences of where there was most may have been missed; all is in the journal",
        "find what floods this cluster",
        "./nightjar incidents list");
  }

  /**
   * Alerts did not reach an output; what Nightjar decides does not depend on them.
   *
   * @param where which outputs, how many each, and why
   */
  public Notice alertsLost(long alerts, String where, Instant now) {
    return new Notice(
        Kind.ALERTS_LOST,
        now,
        "",
        "",
        alerts + (alerts == 1 ? " alert was lost: " : " alerts were lost: ") + where,
        "decisions and the journal of detections are not touched by it",
        "look at who takes the alerts",
        "./nightjar status");
  }

  private Optional<Notice> told(
      Kind kind, Response response, String done, String asked, String command) {
    return Optional.of(
        new Notice(
                kind,
                response.updatedAt(),
                response.id(),
                response.request().target().namespace(),
                happened(response),
                (response.dryRun() ? "(dry run) " : "") + done,
                asked,
                command)
            .about(about(response, asks(response), 0)));
  }

  private static List<String> asks(Response response) {
    ApprovalAsk ask = response.request().approval();
    return ask == null ? List.of() : ask.groups();
  }

  private static Notice.About about(Response response, List<String> to, int step) {
    ResponseRequest request = response.request();
    return new Notice.About(
        request.playbook(),
        request.actionId(),
        request.target().describe(),
        to,
        request.detectionIds(),
        response.state() == ResponseState.AWAITING_APPROVAL ? ActionDigest.of(request) : "",
        step);
  }

  /** People decided, or the time did. */
  public Notice answered(Response response) {
    return new Notice(
            Kind.ANSWERED,
            response.updatedAt(),
            response.id(),
            response.request().target().namespace(),
            happened(response),
            response.reason(),
            "",
            why(response))
        .about(about(response, List.of(), 0));
  }

  /** Somebody looks at a question. */
  public Notice acknowledged(Response response) {
    return new Notice(
            Kind.ACKNOWLEDGED,
            response.updatedAt(),
            response.id(),
            response.request().target().namespace(),
            happened(response),
            response.answers().acknowledgedBy() + " looks at it",
            "approve or deny " + what(response) + until(response.expiresAt()),
            command("approve", response))
        .about(about(response, asks(response), 0));
  }

  private static String happened(Response response) {
    return response.request().because() + " (" + response.request().target().describe() + ")";
  }

  private static String what(Response response) {
    return response.request().actionId() + " on " + response.request().target().describe();
  }

  private String until(@Nullable Instant expiresAt) {
    return expiresAt == null ? "" : " before " + clockTime.format(expiresAt);
  }

  private static String within(Response response) {
    return response.request().approval() == null
        ? "the time given"
        : Durations.format(response.request().approval().within());
  }

  private static String done(Response response, @Nullable Outcome outcome) {
    Long millis = response.latencyMillis();
    String after = millis == null ? "" : " (" + millis + " ms after the system call)";
    return outcome instanceof Outcome.Succeeded succeeded && !succeeded.changes().isEmpty()
        ? String.join("; ", succeeded.changes()) + after
        : what(response) + after;
  }

  private static String warnings(@Nullable Outcome outcome) {
    return outcome instanceof Outcome.Succeeded succeeded
        ? String.join("; ", succeeded.warnings())
        : "";
  }

  private static String failure(@Nullable Outcome outcome, String reason) {
    return outcome instanceof Outcome.Failed failed
        ? failed.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + failed.cause()
        : reason;
  }

  private static boolean isReversible(@Nullable Outcome outcome) {
    return outcome instanceof Outcome.Succeeded succeeded && !succeeded.beforeState().isNull();
  }

  private static String undone(Response response) {
    return switch (response.undoOutcome()) {
      case null -> response.reason();
      case UndoOutcome.Undone undone -> String.join("; ", undone.changes());
      case UndoOutcome.Refused refused ->
          refused.why()
              + (refused.difference().isEmpty()
                  ? ""
                  : ": " + String.join("; ", refused.difference()));
      case UndoOutcome.Failed failed -> failed.cause();
    };
  }

  private static String why(Response response) {
    return command("why", response);
  }

  private static String command(String verb, Response response) {
    return "./nightjar responses " + verb + " " + shortId(response.id());
  }

  /** Enough of an id to type; every command takes a unique prefix. */
  public static String shortId(String id) {
    return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
  }
}
