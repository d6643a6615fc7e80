package io.nightjar;

import io.nightjar.detect.Detection;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.DetectionIntake;
import io.nightjar.store.Journal;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of a detection, and nothing else; each stage's work stands in its own package.
 *
 * <pre>
 * event → detected → (journal) accepted → (session) decided → (desk: gate, responder, action) changed
 *                                            ↑                                                  │
 *                                            └──────────────── as a fact ───────────────────────┘
 * </pre>
 */
final class Pipeline implements ResponseListener {

  private final EventFeed feed;
  private final Telling telling;
  private final InstantSource clock;
  private final DetectionIntake intake;
  private volatile @Nullable PlaybookSession session;
  private volatile @Nullable ResponseDesk desk;

  Pipeline(Journal journal, EventFeed feed, Telling telling, InstantSource clock) {
    this.feed = feed;
    this.telling = telling;
    this.clock = clock;
    this.intake = new DetectionIntake(journal::append, this::accepted);
  }

  /** From now on detections are decided by {@code session} and requests go to {@code desk}. */
  void connect(PlaybookSession session, ResponseDesk desk) {
    this.session = session;
    this.desk = desk;
    intake.start();
  }

  /** A rule matched; returns at once unless the journal is far behind. */
  void detected(Detection detection) {
    intake.offer(detection);
  }

  /** These are durable and were not known before. */
  private void accepted(List<Detection> fresh) {
    for (Detection detection : fresh) {
      feed.publish(new FeedItem.Detected(detection));
      PlaybookSession decider = session;
      if (decider != null) {
        decider.offer(detection);
      }
    }
  }

  /** A playbook wants something; on a replay the store recognises what it has seen. */
  void decided(Decision decision, boolean replay) {
    switch (decision) {
      case Decision.Asked asked -> request(asked.request());
      case Decision.TakenOut out -> telling.takenOut(out.fault());
      case Decision.Told told -> firstTime(replay, () -> telling.page(told.notice()));
      case Decision.NotPossible skipped ->
          firstTime(replay, () -> telling.skipped(skipped.skipped()));
    }
  }

  private static void firstTime(boolean replay, Runnable tell) {
    if (!replay) {
      tell.run();
    }
  }

  private void request(ResponseRequest request) {
    ResponseDesk entry = desk;
    if (entry != null) {
      telling.unlessStoreFails(() -> entry.request(request), request);
    }
  }

  /** A response is durably in another state: told to people, and to playbooks as a fact. */
  @Override
  public void changed(Response response, @Nullable ResponseState previous) {
    feed.publish(new FeedItem.Changed(response));
    telling.changed(response);
    PlaybookSession decider = session;
    if (decider != null) {
      decider.offer(ResponseUpdate.of(response, cause(response, decider)));
    }
  }

  /** Nobody answered in time. */
  @Override
  public void escalated(Response response) {
    telling.escalated(response);
    PlaybookSession decider = session;
    if (decider != null) {
      decider.offer(ApprovalUnanswered.of(response, clock.instant(), cause(response, decider)));
    }
  }

  private static @Nullable Detection cause(Response response, PlaybookSession session) {
    return response.request().detectionIds().stream()
        .flatMap(id -> session.detection(id).stream())
        .findFirst()
        .orElse(null);
  }

  /** Detections that wait for the journal. */
  int waiting() {
    return intake.waiting();
  }

  /** Works off what was detected, then stops. */
  void close() {
    intake.close();
  }
}
