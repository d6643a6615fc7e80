package io.nightjar.notify;

import io.nightjar.audit.AuditDraft;
import io.nightjar.detect.Shed;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.PlaybookFault;
import io.nightjar.playbook.Skipped;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import io.nightjar.upkeep.CalendarNotes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that people are told, in one place: the notice, the live feed, the audit record. */
public final class Telling {

  private static final Logger log = LoggerFactory.getLogger(Telling.class);
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 400;

  private final Notices notices;
  private final Notifier notifier;
  private final EventFeed feed;
  private final Database database;
  private final InstantSource clock;

  public Telling(
      Notices notices, Notifier notifier, EventFeed feed, Database database, InstantSource clock) {
    this.notices = notices;
    this.notifier = notifier;
    this.feed = feed;
    this.database = database;
    this.clock = clock;
  }

  /** A playbook wants a group to know something. */
  public void page(io.nightjar.playbook.Notice page) {
    database.record(
        AuditDraft.of(page.time(), "notice.sent", null, "playbook:" + page.playbook())
            .with("group", page.group())
            .with("text", page.text())
            .with("subject", page.subject())
            .with("detections", String.join(",", page.detectionIds())));
    tell(
        new Notice(
                Notice.Kind.PAGE,
                page.time(),
                "",
                page.namespace(),
                page.text() + " (" + page.subject() + ")",
                "told " + page.group(),
                page.group() + ": look at " + page.subject(),
                "./nightjar responses list")
            .about(
                new Notice.About(
                    page.playbook(),
                    "",
                    page.subject(),
                    List.of(page.group()),
                    page.detectionIds(),
                    "",
                    0)));
  }

  /** A playbook wanted a group to know something, and is a draft. */
  public void notPaged(io.nightjar.playbook.Notice page, Edition edition) {
    database.record(
        AuditDraft.of(page.time(), "notice.not-sent", null, "playbook:" + page.playbook())
            .with("group", page.group())
            .with("text", page.text())
            .with("subject", page.subject())
            .with("why", "a draft tells nobody: " + edition.why())
            .with("detections", String.join(",", page.detectionIds())));
    log.info("{} would have told {}: {}", page.playbook(), page.group(), page.text());
  }

  /** A playbook asked for something that has no target. */
  public void skipped(Skipped skipped) {
    database.record(
        AuditDraft.of(
                skipped.time(), "response.not-possible", null, "playbook:" + skipped.playbook())
            .with("rule", skipped.playbookRule())
            .with("action", skipped.actionId())
            .with("why", skipped.why())
            .with("detections", String.join(",", skipped.detectionIds())));
    log.info(
        "{} asked for {}, not possible: {}", skipped.playbook(), skipped.actionId(), skipped.why());
  }

  /** A playbook failed and was taken out. */
  public void takenOut(PlaybookFault fault) {
    database.record(
        AuditDraft.of(clock.instant(), "playbook.taken-out", null, "engine")
            .with("playbook", fault.playbook())
            .with("why", fault.why()));
    tell(
        new Notice(
            Notice.Kind.FAILED,
            clock.instant(),
            "",
            "",
            (fault.playbook().isEmpty()
                    ? "a playbook that cannot be told failed on " + fault.factId()
                    : "playbook " + fault.playbook() + " failed")
                + ": "
                + fault.why(),
            fault.playbook().isEmpty()
                ? "what it failed on was taken out of the session, all playbooks go on"
                : "it was taken out of the session, the others go on",
            "mend it; it is loaded again when its file changes",
            "./nightjar playbook check"));
  }

  /**
   * @param previous null for a new response
   */
  public void changed(Response response, @Nullable ResponseState previous) {
    if (previous == ResponseState.AWAITING_APPROVAL
        && response.state() != ResponseState.AWAITING_APPROVAL
        && response.state() != ResponseState.EXPIRED) {
      notifier.tell(notices.answered(response));
    }
    notices.of(response).ifPresent(this::tell);
  }

  /** Somebody says that they look at it. */
  public void acknowledged(Response response) {
    notifier.tell(notices.acknowledged(response));
  }

  /**
   * Tells what may not have been told before the last end; what was is not told again.
   *
   * @param recent responses as they are now
   */
  public void caughtUp(List<Response> recent) {
    for (Response response : recent) {
      if (response.request().approval() != null
          && !response.decidedBy().isEmpty()
          && response.state() != ResponseState.AWAITING_APPROVAL) {
        notifier.tell(notices.answered(response));
      }
      notices.of(response).ifPresent(notifier::tell);
    }
  }

  /** It cannot be done yet, for what it acts on is away. */
  public void waits(Response response, String words) {
    tell(notices.waits(response, words, clock.instant()));
  }

  /** It was done, and now does harm. */
  public void troubled(Response response, String words) {
    tell(notices.troubled(response, words, clock.instant()));
  }

  public void escalated(Response response) {
    ApprovalAsk ask = response.request().approval();
    List<String> to = ask == null ? List.of() : ask.to(response.answers().escalations() - 1);
    tell(notices.escalation(response, to, clock.instant()));
  }

  /** A calendar has begun; kept, so that a restart does not tell playbooks again. */
  public void opened(CalendarOpened opening) {
    CalendarNotes.note(database, opening);
    if (opening.getLateSeconds() > 0) {
      log.warn(
          "{} began at {}, when Nightjar did not run; playbooks are told now",
          opening.calendar(),
          opening.opened());
    }
  }

  /** Events were lost. */
  public void lost(long events, String where) {
    Instant now = clock.instant();
    database.record(
        AuditDraft.of(now, "sensor.lost", null, "engine")
            .with("events", Long.toString(events))
            .with("where", where));
    tell(notices.sensorLoss(events, where, now));
  }

  /** Detections were counted and not stored one by one; the one that says so is in the journal. */
  public void shed(Shed shed) {
    tell(notices.shed(shed, clock.instant()));
  }

  /** The playbook session had too much to remember. */
  public void forgotten(long facts) {
    Instant now = clock.instant();
    record("session.forgot", "engine", facts + " facts, before their hour was over");
    tell(notices.forgotten(facts, now));
  }

  /** Somebody hands in alerts that cannot be right. */
  public void oddAlerts(String about, String words) {
    Instant now = clock.instant();
    database.record(
        AuditDraft.of(now, "alerts.odd", null, "engine").with("about", about).with("what", words));
    tell(notices.oddAlerts(about, words, now));
  }

  /** Alerts were lost on their way out. */
  public void alertsLost(long alerts, String where) {
    Instant now = clock.instant();
    database.record(
        AuditDraft.of(now, "alerts.lost", null, "engine")
            .with("alerts", Long.toString(alerts))
            .with("where", where));
    tell(notices.alertsLost(alerts, where, now));
  }

  /** Rules and playbooks were loaded again, or could not be. */
  public void reloaded(String what) {
    record("policy.reload", "engine", what);
    if (what.startsWith("NOT ")) {
      log.error("{}", what);
    } else {
      log.info("{}", what);
    }
  }

  /** Something that only the trail needs to know. */
  public void record(String kind, String actor, String what) {
    database.record(AuditDraft.of(clock.instant(), kind, null, actor).with("what", what));
  }

  /**
   * Hands a request to the desk; a store that fails is tried again for a short while. What then is
   * not stored is asked for again at the next start, when the journal is replayed.
   */
  public void unlessStoreFails(Runnable handOver, ResponseRequest request) {
    for (int attempt = 1; ; attempt++) {
      try {
        handOver.run();
        return;
      } catch (StoreException e) {
        log.error("{} on {} could not be stored", request.actionId(), request.target().key(), e);
        if (attempt == ATTEMPTS || !pause(attempt * PAUSE_MILLIS)) {
          tell(notStored(request, e));
          return;
        }
      }
    }
  }

  private Notice notStored(ResponseRequest request, StoreException e) {
    return new Notice(
        Notice.Kind.FAILED,
        clock.instant(),
        request.id(),
        request.target().namespace(),
        request.because() + " (" + request.target().describe() + ")",
        "nothing: it could not be recorded, and what is not recorded is not done ("
            + e.getMessage()
            + ")",
        "look at " + request.target().describe() + " yourself, and at the disk",
        "./nightjar doctor");
  }

  private static boolean pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void tell(Notice notice) {
    feed.publish(new FeedItem.Told(notice));
    notifier.tell(notice);
  }
}
