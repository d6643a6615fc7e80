package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session in production: a bounded mailbox, one owner thread that moves a {@link
 * VirtualSession} along the real clock, and a watchdog that abandons it when it does not come back.
 *
 * <p>{@link #start} once, then any of the others from any thread, {@link #close} at the end.
 */
public final class PlaybookSession implements Decider {
  private static final Logger log = LoggerFactory.getLogger(PlaybookSession.class);

  private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

  /** Facts that are learnt in a few milliseconds. */
  private static final int CLOSE_BEHIND = 64;

  private final Calendars calendars;
  private final InstantSource clock;
  private final DecisionListener listener;
  private final SessionLimits limits;
  private final BlockingQueue<SessionMail> mailbox;
  private final DecisionListener told;
  private final Map<String, String> takenOut = new ConcurrentHashMap<>();
  private final Thread watchdog;
  private volatile SessionOwner owner;
  private volatile boolean closed;
  private long evictedTold;
  private Instant evictedToldAt = Instant.EPOCH;

  public PlaybookSession(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      InstantSource clock,
      DecisionListener listener,
      SessionLimits limits) {
    this.calendars = calendars;
    this.clock = clock;
    this.told = listener;
    this.listener = new Hearing();
    this.limits = limits;
    this.mailbox = new ArrayBlockingQueue<>(limits.mailbox());
    VirtualSession session = VirtualSession.ofJournal(playbooks, calendars, limits, beginning());
    this.owner = newOwner(session, List.of(), true, SessionCounts.ZERO, null);
    this.watchdog = Thread.ofPlatform().name("playbook-watchdog").daemon().unstarted(this::watch);
  }

  /**
   * Starts deciding, first on what the journal holds of the last {@link SessionLimits#PAST}: the
   * windows are filled, and what is asked is told with {@code replay}. Reads the journal on the
   * calling thread.
   *
   * @return completed when the journal is worked off
   */
  @Override
  public CompletableFuture<Void> start(PastFacts journal) throws InterruptedException {
    owner.start();
    watchdog.start();
    journal.incidents().forEach(incident -> put(new SessionMail.Stored(incident)));
    journal.each(fact -> put(new SessionMail.Past(fact)));
    CompletableFuture<Void> done = new CompletableFuture<>();
    put(new SessionMail.PastOver(done));
    return done;
  }

  private Instant beginning() {
    return clock.instant().minus(SessionLimits.PAST);
  }

  private SessionOwner newOwner(
      VirtualSession session,
      Collection<SessionOwner.Inherited> inheritance,
      boolean past,
      SessionCounts counted,
      @Nullable VirtualSession before) {
    return new SessionOwner(session, inheritance, mailbox, clock, listener, past, counted, before);
  }

  @Override
  public boolean offer(SessionFact fact) {
    return put(new SessionMail.Happened(fact));
  }

  /** As {@link #offer(SessionFact)}. */
  public boolean offer(Detection detection) {
    return offer(SessionFact.of(detection));
  }

  /** As {@link #offer(SessionFact)}. */
  public boolean offer(ResponseUpdate update) {
    return offer(SessionFact.of(update));
  }

  /** As {@link #offer(SessionFact)}. */
  public boolean offer(ApprovalUnanswered unanswered) {
    return offer(SessionFact.of(unanswered));
  }

  /** As {@link #offer(SessionFact)}. */
  public boolean offer(ApprovalAnswer answer) {
    return offer(SessionFact.of(answer));
  }

  /** As {@link #offer(SessionFact)}. */
  public boolean offer(IncidentWord word) {
    return offer(SessionFact.of(word));
  }

  /**
   * Completed when all that was offered before is decided on and told; never where this is closed
   * before.
   */
  public CompletableFuture<Void> reached() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    put(new SessionMail.Reached(done));
    return done;
  }

  private boolean put(SessionMail mail) {
    try {
      while (!closed) {
        if (mailbox.offer(mail, 200, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Facts that wait. */
  @Override
  public int waiting() {
    return mailbox.size();
  }

  /** How long it has been on one piece of work; zero while it waits. */
  @Override
  public Duration busy() {
    return owner.busy();
  }

  /** Facts that are remembered. */
  @Override
  public int facts() {
    return owner.session().size();
  }

  /** What was counted since the start. */
  @Override
  public SessionCounts counts() {
    return owner.counts();
  }

  /** Playbooks that were taken out since they were loaded, and why. */
  @Override
  public SortedMap<String, String> takenOut() {
    return new TreeMap<>(takenOut);
  }

  /** The playbooks in force: those given, less those taken out. */
  @Override
  public CompiledPlaybooks playbooks() {
    return owner.session().playbooks();
  }

  /** A remembered detection, for those who need the pod behind a response. */
  @Override
  public Optional<Detection> detection(String id) {
    return owner.session().detection(id);
  }

  /**
   * Goes on with other playbooks. They are told of the remembered facts, silently: what happened
   * before is not asked for by new rules. Everything is built on the calling thread; the swap
   * itself falls between two facts.
   *
   * @return completed when they are in force, with the time for which nothing was decided
   */
  @Override
  public CompletableFuture<Duration> reload(CompiledPlaybooks next) throws InterruptedException {
    Instant start = clock.instant().minus(SessionLimits.MEMORY);
    Successor successor = new Successor(VirtualSession.ofJournal(next, calendars, limits, start));
    // what comes while it learns is learnt too, so that little is left for the thread that decides;
    // where as much comes as can be learnt it does not get closer
    int before = Integer.MAX_VALUE;
    int learnt = successor.learn(owner.session());
    while (learnt > CLOSE_BEHIND && learnt < before / 4 * 3) {
      before = learnt;
      learnt = successor.learn(owner.session());
    }
    CompletableFuture<Duration> done = new CompletableFuture<>();
    mailbox.put(new SessionMail.Swap(successor, done));
    return done.whenComplete(
        (pause, failure) -> {
          if (failure == null) {
            takenOut.clear();
          }
        });
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
        tellForgotten();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellForgotten() {
    long evicted = counts().evicted();
    Instant now = clock.instant();
    if (evicted > evictedTold && !now.isBefore(evictedToldAt.plus(TELL_AGAIN))) {
      told.forgotten(evicted - evictedTold);
      evictedTold = evicted;
      evictedToldAt = now;
    }
  }

  /**
   * A Java thread cannot be ended from outside: it is left to itself, mute, and another takes over
   * without the playbook whose consequence it runs or whose conditions it judges; where that cannot
   * be told, without the fact that it judges.
   */
  private void abandon(SessionOwner stalled) {
    String playbook =
        stalled.session().runningPlaybook().or(() -> RunningPlaybook.in(stalled)).orElse("");
    stalled.stop();
    VirtualSession session = stalled.session();
    CompiledPlaybooks playbooks = session.playbooks();
    List<SessionFact> facts = session.facts();
    String factId = facts.isEmpty() ? "" : facts.getLast().id();
    if (!playbook.isEmpty()) {
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
    VirtualSession next = VirtualSession.ofJournal(playbooks, calendars, limits, beginning());
    if (playbook.isEmpty() && session.isJudgingIncident()) {
      next.leaveIncidentsOut();
    }
    owner =
        newOwner(
            next,
            stalled.inheritance(!playbook.isEmpty()),
            stalled.isPast(),
            stalled.counts(),
            session);
    hear(new Decision.TakenOut(fault), false);
    owner.start();
  }

  /** Notes what was taken out before it is told. */
  private final class Hearing implements DecisionListener {
    @Override
    public void decided(Decision decision, boolean replay) {
      hear(decision, replay);
    }

    @Override
    public void opened(CalendarOpened opening) {
      told.opened(opening);
    }
  }

  private void hear(Decision decision, boolean replay) {
    if (decision instanceof Decision.TakenOut out && !out.fault().playbook().isEmpty()) {
      takenOut.put(out.fault().playbook(), out.fault().why());
    }
    told.decided(decision, replay);
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
