package io.nightjar.agent;

import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.Welcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says hello, and remembers what the engine answered: its time above all, which the end of a task
 * is measured by. This machine's own clock may be wrong, or have been made to be. Any thread.
 */
final class Greeting {

  private static final Logger log = LoggerFactory.getLogger(Greeting.class);
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final String node;
  private final Link link;
  private final Supplier<Hello> hello;
  private final InstantSource clock;
  private volatile @Nullable Welcome welcome;
  private volatile long welcomedNanos;
  private volatile boolean said;
  private volatile String stranger = "";

  /**
   * @param node that this agent believes to be on
   * @param clock stands in until an engine has told its time
   */
  Greeting(String node, Link link, Supplier<Hello> hello, InstantSource clock) {
    this.node = node;
    this.link = link;
    this.hello = hello;
    this.clock = clock;
  }

  /** Says hello unless it was said since the connection was last lost. */
  void say() throws LinkFailure, InterruptedException {
    if (said) {
      return;
    }
    Welcome answer = link.post("/hello", hello.get(), Welcome.class, WITHIN);
    welcomedNanos = System.nanoTime();
    welcome = answer;
    if (!answer.leader()) {
      String why = link.engines().current() + " stands by";
      link.engines().failed(link.engines().current(), why);
      throw new LinkFailure.NotNow(why, Duration.ZERO);
    }
    said = true;
    String known = answer.node();
    stranger =
        known.isEmpty() || known.equals(node)
            ? ""
            : "the engine knows this agent as node " + known + ", but it calls itself " + node;
    if (!stranger.isEmpty()) {
      log.error("{}: what it tells is refused; set node in its configuration", stranger);
    }
  }

  /** The connection was lost. */
  void lost() {
    said = false;
  }

  /** Now by the engine's clock. */
  Instant engineTime() {
    Welcome last = welcome;
    return last == null
        ? clock.instant()
        : last.time().plusNanos(System.nanoTime() - welcomedNanos);
  }

  /** Why the engine will not take what this agent tells; empty where it knows it. */
  String stranger() {
    return stranger;
  }

  /** Version of the engine, or empty before it answered. */
  String engineVersion() {
    Welcome last = welcome;
    return last == null ? "" : last.version();
  }
}
