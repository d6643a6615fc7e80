package io.nightjar.playbook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that may touch a {@link VirtualSession}. It first works off a backlog, then the
 * mailbox, and moves the clock when nothing comes. What it tells the listener is outside of the
 * time that the watchdog measures: a slow listener is no fault of a playbook.
 */
final class SessionOwner implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(SessionOwner.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);

  private final InstantSource clock;
  private final DecisionListener listener;
  private final BlockingQueue<SessionMail> mailbox;
  private final Deque<Backlog> backlog;
  private final CompletableFuture<Void> ready;
  private volatile VirtualSession session;
  private volatile long busySinceNanos;
  private volatile boolean stopped;
  private volatile @Nullable CompletableFuture<Void> swapping;

  /**
   * A fact to take before the mailbox.
   *
   * @param silent another session has decided on it already
   */
  record Backlog(SessionFact fact, boolean silent) {}

  /**
   * @param ready completed when the backlog is worked off
   */
  SessionOwner(
      VirtualSession session,
      Collection<Backlog> backlog,
      BlockingQueue<SessionMail> mailbox,
      InstantSource clock,
      DecisionListener listener,
      CompletableFuture<Void> ready) {
    this.session = session;
    this.backlog = new ConcurrentLinkedDeque<>(backlog);
    this.mailbox = mailbox;
    this.clock = clock;
    this.listener = listener;
    this.ready = ready;
  }

  @Override
  public void run() {
    try {
      workOffBacklog();
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

  private void workOffBacklog() {
    while (!stopped) {
      Backlog next = backlog.poll();
      if (next == null) {
        work(() -> session.advanceTo(clock.instant()), true);
        ready.complete(null);
        return;
      }
      work(
          () -> {
            List<Decision> decisions = session.insert(next.fact(), clock.instant());
            return next.silent() ? onlyFaults(decisions) : decisions;
          },
          true);
    }
  }

  private static List<Decision> onlyFaults(List<Decision> decisions) {
    return decisions.stream().filter(Decision.TakenOut.class::isInstance).toList();
  }

  private void handle(@Nullable SessionMail mail) {
    switch (mail) {
      case null -> work(() -> session.advanceTo(clock.instant()), false);
      case SessionMail.Happened happened ->
          work(() -> session.insert(happened.fact(), clock.instant()), false);
      case SessionMail.Swap swap -> work(() -> swapTo(swap), false);
      case SessionMail.WakeUp wakeUp -> {}
    }
  }

  /** The next session misses the facts that came while it was built; then it takes over. */
  private List<Decision> swapTo(SessionMail.Swap swap) {
    swapping = swap.done();
    swap.next().learn(session.facts());
    List<Decision> faults = onlyFaults(swap.next().advanceTo(session.now()));
    VirtualSession old = session;
    session = swap.next();
    old.close();
    swap.done().complete(null);
    swapping = null;
    return faults;
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
  }

  private void tell(Decision decision, boolean replay) {
    try {
      listener.decided(decision, replay);
    } catch (RuntimeException e) {
      log.error("a decision could not be handed on and is lost until the next replay", e);
    }
  }

  private Duration untilNextTick() {
    Instant now = clock.instant();
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
    CompletableFuture<Void> atHand = swapping;
    if (atHand != null) {
      atHand.completeExceptionally(
          new IllegalStateException("the playbooks before stay in force: these did not come back"));
    }
  }

  VirtualSession session() {
    return session;
  }

  /**
   * What a successor has to take first: what this one has decided on already, silently, then what
   * it still had before it.
   *
   * @param atHand the fact at hand, which has to be decided on again
   */
  List<Backlog> inheritance(List<SessionFact> decided, List<SessionFact> atHand) {
    List<Backlog> facts = new ArrayList<>();
    decided.forEach(fact -> facts.add(new Backlog(fact, true)));
    atHand.forEach(fact -> facts.add(new Backlog(fact, false)));
    facts.addAll(backlog);
    return facts;
  }
}
