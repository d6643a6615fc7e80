package io.nightjar.cli;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.http.FeedItem;
import io.nightjar.notify.Notice;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Answers;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happens, one aligned line each: time, what, how, about what, where, and the rest in plain
 * words.
 */
public final class LiveLine {

  private static final int WHAT = 8;
  private static final int HOW = 13;
  private static final int SUBJECT = 34;
  private static final int WHERE = 34;
  private static final int COMMAND_LINE = 120;

  private final Paint paint;
  private final Times times;
  private final Hints hints;

  public LiveLine(Shell shell, Hints hints) {
    this.hints = hints;
    this.paint = shell.paint();
    this.times = new Times(shell.zone());
  }

  /** The line, or nothing for a step that says no more than the next one will. */
  public Optional<String> of(FeedItem item) {
    return switch (item) {
      case FeedItem.Detected detected -> Optional.of(detection(detected.detection()));
      case FeedItem.Changed changed -> response(changed.response());
      case FeedItem.Told told -> Optional.of(notice(told.notice()));
    };
  }

  private static String executed(Notice notice) {
    return notice.command().contains(" undo ") ? "can be undone" : "cannot be undone";
  }

  /** What a notice asks for and the command to type; what happened stands in the lines before. */
  private String notice(Notice notice) {
    boolean told = notice.asked().isEmpty() || notice.kind() == Notice.Kind.TROUBLE;
    String done = notice.kind() == Notice.Kind.EXECUTED ? executed(notice) : notice.done();
    String asked = told ? done : notice.asked();
    String rest =
        asked + (notice.command().isEmpty() ? "" : "  →  " + hints.complete(notice.command()));
    String prefix = paint.dim(times.clock(notice.time())) + "  ";
    String what = Table.pad(notice.kind() == Notice.Kind.ESCALATION ? "ESCALATE" : "NOTE", WHAT);
    return prefix + paint.bold(what) + "  " + paint.bold(PlainText.of(rest));
  }

  private String detection(Detection detection) {
    String where =
        detection.podName().isEmpty()
            ? detection.node()
            : detection.namespace() + "/" + detection.podName();
    return line(
        detection.time(),
        "DETECTED",
        detection.priority().name().toLowerCase(Locale.ROOT),
        text -> paint.priority(detection.priority(), text),
        detection.rule(),
        where,
        process(detection.process()));
  }

  static String process(@Nullable ProcessRef process) {
    if (process == null) {
      return "";
    }
    return process.name()
        + "["
        + process.pid()
        + "] "
        + PlainText.cut(process.commandLine(), COMMAND_LINE);
  }

  private Optional<String> response(Response response) {
    String dry = response.dryRun() ? " (dry run)" : "";
    return switch (response.state()) {
      case REQUESTED, EXECUTING, UNDOING -> Optional.empty();
      case DENIED -> decided(response, "denied", paint::yellow);
      case AWAITING_APPROVAL -> decided(response, "asks first", paint::yellow);
      case ALLOWED -> decided(response, "allowed" + dry, paint::green);
      case REJECTED -> decided(response, "rejected", paint::yellow);
      case EXPIRED -> decided(response, "expired", paint::yellow);
      case SUCCEEDED -> ended(response, took(response) + dry, paint::green);
      case NOTHING_TO_DO -> ended(response, "nothing to do", UnaryOperator.identity());
      case FAILED -> ended(response, "failed", paint::red);
      case REVERTED_BY_OTHERS -> ended(response, "reverted", paint::red);
      case UNDONE -> ended(response, "undone", paint::green);
      case UNDO_REFUSED -> ended(response, "undo refused", paint::red);
    };
  }

  private Optional<String> decided(Response response, String how, UnaryOperator<String> colour) {
    return Optional.of(
        line(
            response.updatedAt(),
            "DECIDED",
            how,
            colour,
            response.request().playbook() + ": " + action(response),
            where(response.request().target()),
            Notices.shortId(response.id()) + "  " + response.reason()));
  }

  private Optional<String> ended(Response response, String how, UnaryOperator<String> colour) {
    return Optional.of(
        line(
            response.updatedAt(),
            "DONE",
            how,
            colour,
            response.request().playbook() + ": " + action(response),
            where(response.request().target()),
            Notices.shortId(response.id()) + "  " + result(response)));
  }

  private static String took(Response response) {
    Long millis = response.latencyMillis();
    return millis == null ? "succeeded" : millis + " ms";
  }

  private static String action(Response response) {
    String id = response.request().actionId();
    return id.substring(id.indexOf(':') + 1);
  }

  private static String where(Target target) {
    return target instanceof ProcessTarget process && process.podName().isEmpty()
        ? process.node() + " pid " + process.pid()
        : target.describe().replaceFirst("^pod ", "");
  }

  /** What was done, or why not, in one line. */
  static String result(Response response) {
    UndoOutcome undo = response.undoOutcome();
    if (undo != null) {
      return switch (undo) {
        case UndoOutcome.Undone undone -> String.join("; ", undone.changes());
        case UndoOutcome.Refused refused -> refused.why();
        case UndoOutcome.Failed failed -> failed.cause();
      };
    }
    return switch (response.outcome()) {
      case null -> waits(response);
      case Outcome.Succeeded succeeded -> String.join("; ", succeeded.changes());
      case Outcome.NothingToDo nothing -> nothing.why();
      case Outcome.Failed failed -> failed.cause();
    };
  }

  private static String waits(Response response) {
    ApprovalAsk ask = response.request().approval();
    Answers answers = response.answers();
    if (response.state() != ResponseState.AWAITING_APPROVAL || ask == null) {
      return response.reason();
    }
    int agreed = answers.agreed().size();
    String more =
        agreed == 0
            ? response.reason()
            : agreed
                + " of "
                + ask.persons()
                + " agreed ("
                + answers.agreed().stream()
                    .map(Answers.Agreement::who)
                    .collect(Collectors.joining(", "))
                + "); another person has to";
    return answers.acknowledgedBy().isEmpty()
        ? more
        : more + "; " + answers.acknowledgedBy() + " looks at it";
  }

  private String line(
      Instant time,
      String what,
      String how,
      UnaryOperator<String> colour,
      String subject,
      String where,
      String rest) {
    return paint.dim(times.clock(time))
        + "  "
        + Table.pad(what, WHAT)
        + "  "
        + colour.apply(Table.pad(how, HOW))
        + "  "
        + paint.bold(Table.pad(PlainText.of(subject), SUBJECT))
        + "  "
        + Table.pad(PlainText.of(where), WHERE)
        + "  "
        + PlainText.of(rest);
  }
}
