package io.nightjar.agent;

import io.nightjar.agent.link.Backoff;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.agent.link.Pause;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The patience of one thread with engines: the next is asked at once, and when all have failed
 * there is a pause. What goes wrong is logged when it begins and when it ends. Not for several
 * threads.
 */
final class EngineCalls {

  private static final Logger log = LoggerFactory.getLogger(EngineCalls.class);

  private final String what;
  private final Link link;
  private final Backoff backoff;
  private final Pause pause;
  private int failures;
  private String told = "";

  /**
   * @param what is done by this thread, for the log
   */
  EngineCalls(String what, Link link, Backoff backoff, Pause pause) {
    this.what = what;
    this.link = link;
    this.backoff = backoff;
    this.pause = pause;
  }

  Link link() {
    return link;
  }

  /** It went well. */
  void answered() {
    if (!told.isEmpty()) {
      log.info("{}: the engine {} answers again", what, link.engines().current());
      told = "";
    }
    failures = 0;
    backoff.reset();
  }

  /** Waits as long as it takes until another try makes sense. */
  void failed(LinkFailure failure) throws InterruptedException {
    String why = String.valueOf(failure.getMessage());
    if (!why.equals(told)) {
      log.warn("{}: {}", what, why);
      told = why;
    }
    failures++;
    Duration wanted = failure instanceof LinkFailure.NotNow later ? later.pause() : Duration.ZERO;
    if (failures % link.engines().count() == 0) {
      pause.sleep(backoff.pause(wanted));
    }
  }
}
