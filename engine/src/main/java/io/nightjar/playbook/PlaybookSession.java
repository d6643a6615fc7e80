package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session in production: a bounded mailbox, one owner thread that moves a {@link
 * VirtualSession} along the real clock, and a watchdog that abandons it when it does not come back.
 *
 * <p>{@link #start} once, then any of the others from any thread, {@link #close} at the end.
 */
public final class PlaybookSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PlaybookSession.class);

  private final Calendars calendars;
  private final InstantSource clock;
  private final DecisionListener listener;
  private final SessionLimits limits;
  private final BlockingQueue<SessionMail> mailbox;
  private final AtomicLong dropped = new AtomicLong();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread watchdog;
  private volatile SessionOwner owner;
  private volatile boolean closed;

  public PlaybookSession(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      InstantSource clock,
      DecisionListener listener,
      SessionLimits limits) {
    this.calendars = calendars;
    this.clock = clock;
    this.listener = listener;
    this.limits = limits;
    this.mailbox = new ArrayBlockingQueue<>(limits.mailbox());
    this.owner = newOwner(playbooks, List.of());
    this.watchdog = Thread.ofPlatform().name("playbook-watchdog").daemon().unstarted(this::watch);
  }

  /**
   * Starts deciding, first on what the journal holds of the last {@link SessionLimits#MEMORY}: the
   * windows are filled, and what is asked is told with {@code replay}.
   *
   * @param journal in any order
   * @return completed when the journal is worked off
   */
  public CompletableFuture<Void> start(List<SessionFact> journal) {
    List<SessionOwner.Backlog> backlog =
        journal.stream()
            .sorted(Comparator.comparing(SessionFact::time))
            .map(fact -> new SessionOwner.Backlog(fact, false))
            .toList();
    CompiledPlaybooks playbooks = owner.session().playbooks();
    owner.session().close();
    owner = newOwner(playbooks, backlog);
    run(owner);
    watchdog.start();
    return ready;
  }

  private SessionOwner newOwner(
      CompiledPlaybooks playbooks, Collection<SessionOwner.Backlog> backlog) {
    Instant start =
        backlog.stream()
            .map(each -> each.fact().time())
            .min(Comparator.naturalOrder())
            .filter(first -> first.isBefore(clock.instant()))
            .orElseGet(clock::instant);
    VirtualSession session = new VirtualSession(playbooks, calendars, limits, start);
    return new SessionOwner(session, backlog, mailbox, clock, listener, ready);
  }

  private static void run(SessionOwner owner) {
    Thread.ofPlatform().name("playbook-session").daemon().start(owner);
  }

  /** False when the mailbox is full: the fact is counted in {@link #dropped} and not judged. */
  public boolean offer(Detection detection) {
    return offer(SessionFact.of(detection));
  }

  /** As {@link #offer(Detection)}. */
  public boolean offer(ResponseUpdate update) {
    return offer(SessionFact.of(update));
  }

  /** As {@link #offer(Detection)}. */
  public boolean offer(ApprovalUnanswered unanswered) {
    return offer(SessionFact.of(unanswered));
  }

  private boolean offer(SessionFact fact) {
    if (mailbox.offer(new SessionMail.Happened(fact))) {
      return true;
    }
    if (dropped.getAndIncrement() % 1000 == 0) {
      log.error("the playbook session is overrun: {} facts dropped so far", dropped.get());
    }
    return false;
  }

  /** Facts that found the mailbox full. */
  public long dropped() {
    return dropped.get();
  }

  /** Facts that wait. */
  public int waiting() {
    return mailbox.size();
  }

  /** The playbooks in force: those given, less those taken out. */
  public CompiledPlaybooks playbooks() {
    return owner.session().playbooks();
  }

  /** A remembered detection, for those who need the pod behind a response. */
  public Optional<Detection> detection(String id) {
    return owner.session().fact(id).map(SessionFact::value).flatMap(PlaybookSession::asDetection);
  }

  private static Optional<Detection> asDetection(Record value) {
    return value instanceof Detection detection ? Optional.of(detection) : Optional.empty();
  }

  /**
   * Goes on with other playbooks. They are told of the remembered facts, silently: what happened
   * before is not asked for by new rules. Everything is built on the calling thread; the swap
   * itself falls between two facts.
   *
   * @return completed when they are in force
   */
  public CompletableFuture<Void> reload(CompiledPlaybooks next) throws InterruptedException {
    List<SessionFact> facts = owner.session().facts();
    Instant start = facts.isEmpty() ? clock.instant() : facts.getFirst().time();
    VirtualSession session = new VirtualSession(next, calendars, limits, start);
    session.learn(facts);
    CompletableFuture<Void> done = new CompletableFuture<>();
    mailbox.put(new SessionMail.Swap(session, done));
    return done;
  }

  private void watch() {
    long pauseMillis = Math.clamp(limits.stall().toMillis() / 4, 10, 1000);
    try {
      while (!closed) {
        Thread.sleep(pauseMillis);
        SessionOwner watched = owner;
        if (!closed && watched.busy().compareTo(limits.stall()) > 0) {
          abandon(watched);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A Java thread cannot be ended from outside: it is left to itself, mute, and another takes over
   * without the playbook whose consequence it runs, or, where it judges conditions, without the
   * fact that it judges.
   */
  private void abandon(SessionOwner stalled) {
    stalled.stop();
    VirtualSession session = stalled.session();
    CompiledPlaybooks playbooks = session.playbooks();
    String playbook = session.runningPlaybook().orElse("");
    List<SessionFact> facts = session.facts();
    int decided = Math.max(facts.size() - 1, 0);
    List<SessionFact> atHand = facts.subList(decided, facts.size());
    String factId = atHand.isEmpty() ? "" : atHand.getFirst().id();
    if (playbook.isEmpty()) {
      atHand = List.of();
    } else {
      playbooks = playbooks.without(playbook);
    }
    PlaybookFault fault =
        new PlaybookFault(
            playbook,
            "",
            factId,
            "it did not come back within " + limits.stall().toMillis() + " ms",
            clock.instant());
    log.error("the playbook session is abandoned: {}", fault);
    owner = newOwner(playbooks, stalled.inheritance(facts.subList(0, decided), atHand));
    listener.decided(new Decision.TakenOut(fault), false);
    run(owner);
  }

  /**
   * Stops deciding; what waits in the mailbox is in the journal and comes back at the next start.
   */
  @Override
  public void close() {
    closed = true;
    owner.stop();
    watchdog.interrupt();
    if (!mailbox.offer(new SessionMail.WakeUp())) {
      log.debug("the mailbox is full, so the owner is awake");
    }
  }
}
