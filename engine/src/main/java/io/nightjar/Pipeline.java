package io.nightjar;

import io.nightjar.crash.CrashPoint;
import io.nightjar.detect.Detection;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.ApprovalAnswer;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.Decider;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.IncidentWord;
import io.nightjar.playbook.Notice;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.respond.Stage;
import io.nightjar.store.DetectionIntake;
import io.nightjar.store.DetectionLog;
import io.nightjar.store.DurableEntrance;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a detection, and nothing else; each stage's work stands in its own package.
 *
 * <pre>
 * event → detected → (log) accepted → (session) decided → (desk: gate, responder, action) changed
 *                                            ↑                                                  │
 *                                            └──────────────── as a fact ───────────────────────┘
 * </pre>
 */
public final class Pipeline implements ResponseListener, DecisionListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** Below Falco's {@code output_timeout} of two seconds, after which it may send again. */
  private static final Duration ENTRANCE_PATIENCE = Duration.ofMillis(1_500);

  private final EventFeed feed;
  private final Telling telling;
  private final InstantSource clock;
  private final DetectionIntake intake;
  private final DurableEntrance entrance;
  private volatile @Nullable Decider session;
  private volatile @Nullable ResponseDesk desk;

  public Pipeline(DetectionLog journal, EventFeed feed, Telling telling, InstantSource clock) {
    this.feed = feed;
    this.telling = telling;
    this.clock = clock;
    this.intake = new DetectionIntake(journal::append, this::accepted, telling::shed);
    this.entrance = DurableEntrance.of(journal, this::accepted, ENTRANCE_PATIENCE);
  }

  /** From now on detections are decided by {@code session} and requests go to {@code desk}. */
  public void connect(Decider session, ResponseDesk desk) {
    this.session = session;
    this.desk = desk;
    intake.start();
    entrance.start();
  }

  /** A rule matched; returns at once. */
  public void detected(Detection detection) {
    intake.offer(detection);
  }

  /**
   * Others detected these. Waits for room for a second or two at most; the answer comes once all of
   * them are durable, with those that were not known before. What is decided of them is not waited
   * for.
   *
   * @throws io.nightjar.store.StoreException when none was accepted; the answer fails with the same
   *     where that shows later
   */
  public CompletableFuture<List<Detection>> accept(List<Detection> detections) {
    return entrance.accept(detections);
  }

  /** As {@link #accept} without waiting for room: all of it, failures too, is in the answer. */
  public CompletableFuture<List<Detection>> acceptLater(List<Detection> detections) {
    return entrance.acceptLater(detections);
  }

  /** These could not be accepted: they are counted, and raised as one detection of each kind. */
  public void givenUp(List<Detection> detections) {
    intake.giveUp(detections);
  }

  /** These are durable and were not known before. */
  private void accepted(List<Detection> fresh) {
    for (Detection detection : fresh) {
      feed.publish(new FeedItem.Detected(detection));
      Decider decider = session;
      if (decider != null) {
        decider.offer(SessionFact.of(detection));
      }
    }
  }

  /** A playbook wants something; on a replay the store recognises what it has seen. */
  @Override
  public void decided(Decision decision, boolean replay) {
    switch (decision) {
      case Decision.Asked asked -> request(asked.request(), replay);
      case Decision.TakenOut out -> telling.takenOut(out.fault());
      case Decision.Told told -> firstTime(replay, () -> page(told.notice()));
      case Decision.NotPossible skipped ->
          firstTime(replay, () -> telling.skipped(skipped.skipped()));
    }
  }

  /** A draft tells nobody; that it would have is recorded. */
  private void page(Notice notice) {
    ResponseDesk judge = desk;
    Edition edition = judge == null ? notice.edition() : judge.edition(notice);
    if (edition.stage() == Stage.DRAFT) {
      telling.notPaged(notice, edition);
    } else {
      telling.page(notice);
    }
  }

  /** The session could not remember all that it should. */
  @Override
  public void forgotten(long facts) {
    telling.forgotten(facts);
  }

  /** A calendar has begun, and what playbooks asked because of it was handed on. */
  @Override
  public void opened(CalendarOpened opening) {
    telling.opened(opening);
  }

  /** A person has said what becomes of an incident. */
  public void said(IncidentWord word) {
    Decider decider = session;
    if (decider != null) {
      decider.offer(SessionFact.of(word));
    }
  }

  private static void firstTime(boolean replay, Runnable tell) {
    if (!replay) {
      tell.run();
    }
  }

  /**
   * The session does not wait for the store, so that no workload waits for what is asked of
   * another; but what a replay asks is settled before anything else.
   */
  private void request(ResponseRequest request, boolean replay) {
    ResponseDesk entry = desk;
    if (entry == null) {
      return;
    }
    CrashPoint.DECIDED_BEFORE_REQUEST.reached();
    Runnable carefully = () -> telling.unlessStoreFails(() -> entry.request(request), request);
    if (replay) {
      carefully.run();
      return;
    }
    CompletableFuture<Response> settled =
        entry
            .requestLater(request)
            .whenComplete(
                (response, failure) -> {
                  if (failure != null) {
                    Thread.ofVirtual().name("request again").start(carefully);
                  }
                });
    log.trace("asked for {}: {}", request.id(), settled);
  }

  /** A response is durably in another state: told to people, and to playbooks as a fact. */
  @Override
  public void changed(Response response, @Nullable ResponseState previous) {
    feed.publish(new FeedItem.Changed(response));
    telling.changed(response, previous);
    Decider decider = session;
    if (decider != null) {
      Detection cause = cause(response, decider);
      ApprovalAnswer.of(response, response.state(), response.reason(), response.updatedAt(), cause)
          .map(SessionFact::of)
          .ifPresent(decider::offer);
      decider.offer(SessionFact.of(ResponseUpdate.of(response, cause)));
    }
  }

  /** Nobody answered in time. */
  @Override
  public void escalated(Response response) {
    telling.escalated(response);
    Decider decider = session;
    if (decider != null) {
      decider.offer(
          SessionFact.of(
              ApprovalUnanswered.of(response, clock.instant(), cause(response, decider))));
    }
  }

  @Override
  public void acknowledged(Response response) {
    telling.acknowledged(response);
  }

  @Override
  public void waits(Response response, String words, boolean lasting) {
    feed.publish(new FeedItem.Changed(response));
    if (lasting) {
      telling.waits(response, words);
    }
  }

  @Override
  public void troubled(Response response, String words) {
    feed.publish(new FeedItem.Changed(response));
    telling.troubled(response, words);
  }

  private static @Nullable Detection cause(Response response, Decider session) {
    return response.request().detectionIds().stream()
        .flatMap(id -> session.detection(id).stream())
        .findFirst()
        .orElse(null);
  }

  /** Detections that wait for the journal. */
  public int waiting() {
    return intake.waiting() + entrance.waiting();
  }

  /** How long the thread before the journal has been on what it does. */
  public Duration busy() {
    return intake.busy();
  }

  /** Detections that were counted and not stored, because they came too fast. */
  public long shed() {
    return intake.shed();
  }

  /** Works off what was detected, then stops. */
  @Override
  public void close() {
    entrance.close();
    intake.close();
  }
}
