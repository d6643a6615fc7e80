package io.nightjar.playbook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that may touch a {@link VirtualSession}. It first takes what it inherits, then the
 * mailbox, and moves the clock when nothing comes. What it tells the listener is outside of the
 * time that the watchdog measures: a slow listener is no fault of a playbook.
 *
 * <p>The clock is moved by the facts themselves; where none comes it follows the machine's a little
 * behind, so that what is still under way is not late. A replay then sees what the first run saw.
 */
final class SessionOwner implements Runnable {
  /** How long a detection may take from its event to the session. */
  static final Duration BEHIND = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(SessionOwner.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);

  private final InstantSource clock;
  private final DecisionListener listener;
  private final BlockingQueue<SessionMail> mailbox;
  private final Queue<Inherited> inheritance;
  private final Thread thread =
      Thread.ofPlatform().name("playbook-session").daemon().unstarted(this);
  private volatile VirtualSession session;
  private volatile SessionCounts counted;
  private volatile long busySinceNanos;
  private volatile boolean stopped;
  private volatile boolean past;
  private volatile @Nullable CompletableFuture<Duration> swapping;
  private @Nullable VirtualSession before;

  /**
   * A fact to take before the mailbox.
   *
   * @param decided another session has decided on it already
   */
  record Inherited(SessionFact fact, boolean decided) {}

  /**
   * @param past whether the past is not over, which ends with a {@link SessionMail.PastOver}
   * @param counted by sessions before
   * @param before the session that this one takes over from; null for the first
   */
  SessionOwner(
      VirtualSession session,
      Collection<Inherited> inheritance,
      BlockingQueue<SessionMail> mailbox,
      InstantSource clock,
      DecisionListener listener,
      boolean past,
      SessionCounts counted,
      @Nullable VirtualSession before) {
    this.session = session;
    this.inheritance = new ArrayDeque<>(inheritance);
    this.mailbox = mailbox;
    this.clock = clock;
    this.listener = listener;
    this.past = past;
    this.counted = counted;
    this.before = before;
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    try {
      inherit();
      while (!stopped) {
        SessionMail mail = mailbox.poll(untilNextTick().toMillis(), TimeUnit.MILLISECONDS);
        if (!stopped) {
          handle(mail);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.close();
    }
  }

  private void inherit() {
    SessionCounts none = SessionCounts.of(session);
    VirtualSession predecessor = before;
    before = null;
    if (predecessor != null) {
      work(() -> session.takeOver(predecessor), true);
    }
    while (!stopped) {
      Inherited next;
      synchronized (inheritance) {
        next = inheritance.poll();
      }
      if (next == null) {
        break;
      }
      work(
          () ->
              next.decided()
                  ? VirtualSession.onlyFaults(session.insertAsItIs(next.fact(), clock.instant()))
                  : session.insertAgain(next.fact(), clock.instant()),
          past || next.decided());
    }
    counted = counted.minus(SessionCounts.of(session).minus(none));
    if (predecessor != null && !past) {
      session.followOn();
    }
  }

  private void handle(@Nullable SessionMail mail) {
    switch (mail) {
      case null -> tick();
      case SessionMail.Happened happened ->
          work(() -> session.insert(happened.fact(), clock.instant()), false);
      case SessionMail.Past happened -> work(() -> past(happened.fact()), true);
      case SessionMail.Stored stored -> work(() -> session.learn(stored.incident()), true);
      case SessionMail.PastOver over -> {
        past = false;
        work(() -> session.advanceTo(followed()), true);
        work(session::follow, false);
        over.done().complete(null);
      }
      case SessionMail.Swap swap -> work(() -> swapTo(swap), false);
      case SessionMail.Reached reached -> reached.done().complete(null);
      case SessionMail.WakeUp wakeUp -> {}
    }
  }

  private List<Decision> past(SessionFact fact) {
    Instant now = clock.instant();
    return session.insertPast(fact, now, now.minus(SessionLimits.MEMORY));
  }

  private void tick() {
    if (!past) {
      work(() -> session.advanceTo(followed()), false);
    }
  }

  private Instant followed() {
    return clock.instant().minus(BEHIND);
  }

  /** The next session misses the facts that came while it was built; then it takes over. */
  private List<Decision> swapTo(SessionMail.Swap swap) {
    long begun = System.nanoTime();
    swapping = swap.done();
    VirtualSession old = session;
    VirtualSession next = swap.next().session();
    swap.next().learn(old);
    List<Decision> decisions = new ArrayList<>(swap.next().faults());
    decisions.addAll(VirtualSession.onlyFaults(next.advanceTo(old.now())));
    counted = counted.plus(SessionCounts.of(old)).minus(SessionCounts.of(next));
    decisions.addAll(next.takeOver(old));
    for (SessionFact undecided : old.undecided()) {
      decisions.addAll(next.insertAgain(undecided, clock.instant()));
    }
    if (!past) {
      next.followOn();
    }
    session = next;
    old.close();
    swap.done().complete(Duration.ofNanos(System.nanoTime() - begun));
    swapping = null;
    return decisions;
  }

  private void work(Supplier<List<Decision>> step, boolean replay) {
    List<Decision> decisions;
    busySinceNanos = System.nanoTime();
    try {
      decisions = step.get();
    } finally {
      busySinceNanos = 0;
    }
    for (Decision decision : decisions) {
      if (!stopped) {
        tell(decision, replay);
      }
    }
    for (CalendarOpened opening : session.opened()) {
      if (!stopped) {
        tell(opening);
      }
    }
  }

  private void tell(CalendarOpened opening) {
    try {
      listener.opened(opening);
    } catch (RuntimeException e) {
      log.error("that {} began could not be kept and may be told again", opening.calendar(), e);
    }
  }

  private void tell(Decision decision, boolean replay) {
    try {
      listener.decided(decision, replay);
    } catch (RuntimeException e) {
      log.error("a decision could not be handed on and is lost until the next replay", e);
    }
  }

  private Duration untilNextTick() {
    Instant now = followed();
    Duration wait =
        session.nextDeadline().map(deadline -> Duration.between(now, deadline)).orElse(TICK);
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(TICK) > 0 ? TICK : wait;
  }

  /** How long it has been on one piece of work; zero when it waits. */
  Duration busy() {
    long since = busySinceNanos;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  /** Stops after the piece of work at hand, whose decisions are not told any more. */
  void stop() {
    stopped = true;
    CompletableFuture<Duration> atHand = swapping;
    if (atHand != null) {
      atHand.completeExceptionally(
          new IllegalStateException("the playbooks before stay in force: these did not come back"));
    }
  }

  VirtualSession session() {
    return session;
  }

  /** What was counted since the start. */
  SessionCounts counts() {
    return counted.plus(SessionCounts.of(session));
  }

  boolean isPast() {
    return past;
  }

  /** What the thread does at this moment. */
  StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  /**
   * What a successor has to take first: what this one has decided on already, then what it still
   * had before it.
   *
   * @param again whether the fact at hand has to be decided on again
   */
  List<Inherited> inheritance(boolean again) {
    List<SessionFact> facts = session.facts();
    int decided = Math.max(facts.size() - 1, 0);
    List<Inherited> all = new ArrayList<>();
    session.bystanders().forEach(fact -> all.add(new Inherited(fact, true)));
    facts.subList(0, decided).forEach(fact -> all.add(new Inherited(fact, true)));
    if (again) {
      facts.subList(decided, facts.size()).forEach(fact -> all.add(new Inherited(fact, false)));
    }
    session.undecided().forEach(fact -> all.add(new Inherited(fact, false)));
    synchronized (inheritance) {
      all.addAll(inheritance);
    }
    return all;
  }
}
