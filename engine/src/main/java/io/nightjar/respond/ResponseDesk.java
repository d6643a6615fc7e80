package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.audit.AuditRecord;
import io.nightjar.crash.CrashPoint;
import io.nightjar.gate.Gate;
import io.nightjar.playbook.Notice;
import io.nightjar.respond.DeskReply.Cause;
import io.nightjar.respond.timer.QuartzTimers;
import io.nightjar.store.Database;
import io.nightjar.store.Leadership;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one place where responses are asked for, answered, undone and looked up. Every method returns
 * when what it says is durable; a {@link io.nightjar.store.StoreException} means that nothing
 * happened.
 */
public final class ResponseDesk implements AutoCloseable {

  /** How long running actions may take to end when Nightjar stops. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;
  private final Gate gate;
  private final ResponseQueries queries;
  private final Announcer announcer = new Announcer();
  private final Timers timers;
  private final Hands hands;
  private final Responder responder;
  private final Intake intake;
  private final Approvals approvals;
  private final Undoer undoer;
  private final DueTimers dueTimers;
  private final Aftercare aftercare;

  /**
   * @param actions by id
   * @param clock Nightjar's clock, which may be offset from the system's
   */
  public ResponseDesk(
      Database database,
      Gate gate,
      Map<String, Action> actions,
      ResponderSettings settings,
      InstantSource clock) {
    this(database, gate, actions, settings, clock, wake -> new QuartzTimers(clock, wake));
  }

  ResponseDesk(
      Database database,
      Gate gate,
      Map<String, Action> actions,
      ResponderSettings settings,
      InstantSource clock,
      Function<Consumer<Timer>, Timers> newTimers) {
    Map<String, Action> known = Map.copyOf(actions);
    this.database = database;
    this.gate = gate;
    this.queries = new ResponseQueries(database);
    this.timers = newTimers.apply(this::wake);
    Steps steps = new Steps(announcer, timers);
    Leadership leadership = database.leadership();
    this.hands =
        new Hands(
            CarefulCalls.containing(settings, leadership, clock),
            CarefulCalls.looking(settings, leadership, clock),
            CarefulCalls.containing(settings, leadership, clock),
            request -> gate.place(request).node(),
            settings.storeAgainAfter());
    SecondLook secondLook =
        new SecondLook(database, known, steps, hands, settings.undoAgainAfter(), clock);
    this.responder = new Responder(database, gate, known, steps, hands, secondLook, clock);
    this.intake = new Intake(gate, known, steps, responder, clock);
    this.approvals = new Approvals(gate, steps, responder, clock);
    this.undoer = new Undoer(database, known, steps, hands, settings.undoAgainAfter(), clock);
    this.dueTimers =
        new DueTimers(
            database, gate, known, steps, responder, undoer, secondLook, announcer, clock);
    this.aftercare =
        new Aftercare(
            database,
            known,
            new AftercareNotes(database, steps, announcer, clock),
            AftercareSettings.DEFAULTS,
            clock);
    announcer.listen(aftercare);
  }

  /** To be called before {@link #start}. */
  public void listen(ResponseListener listener) {
    announcer.listen(listener);
  }

  /** Takes up what an earlier run left: missed timers, allowed, half executed, half undone. */
  public void start() {
    announcer.start();
    for (Timer timer : database.read(TimerTable::halfDone)) {
      queries.find(timer.responseId()).ifPresent(told -> dueTimers.follow(timer, told));
    }
    database.read(TimerTable::waiting).forEach(timers::schedule);
    CrashPoint.TIMERS_SET_BEFORE_RECONCILING.reached();
    inState(ResponseState.EXECUTING).forEach(responder::execute);
    inState(ResponseState.ALLOWED).forEach(responder::execute);
    for (Response undoing : inState(ResponseState.UNDOING)) {
      CrashPoint.UNDO_TAKEN_UP.reached();
      undoer.resume(undoing);
    }
    aftercare.start();
    Thread.ofVirtual().name("warm-up").start(new WarmUp(database, intake, hands));
  }

  private List<Response> inState(ResponseState state) {
    return database.read(connection -> ResponseTable.inState(connection, state));
  }

  private void wake(Timer timer) {
    dueTimers.wake(timer, timers);
  }

  /**
   * Asks for a response. A request that was made before, or joins another, changes nothing more;
   * then that response is returned.
   */
  public Response request(ResponseRequest request) {
    return database.write(transaction -> intake.take(transaction, request));
  }

  /** As {@link #request} without waiting; requests are taken in the order of the calls. */
  public CompletableFuture<Response> requestLater(ResponseRequest request) {
    return database.writeAsync(transaction -> intake.take(transaction, request));
  }

  /** The edition of the playbook behind a page, at the stage that is in force for it. */
  public Edition edition(Notice page) {
    return gate.settings().stages().of(page.edition(), page.playbook(), page.namespace());
  }

  /** Agrees to the response as it is stored. */
  public DeskReply approve(String idOrPrefix, String who, String comment) {
    return approve(idOrPrefix, who, comment, null);
  }

  /**
   * @param digest {@link ActionDigest} of what {@code who} was shown; null to take the stored one
   */
  public DeskReply approve(String idOrPrefix, String who, String comment, @Nullable String digest) {
    return approve(idOrPrefix, Speaker.named(who), comment, digest);
  }

  /** As {@link #approve(String, String, String)}, by somebody who is vouched for. */
  public DeskReply approve(String idOrPrefix, Speaker who, String comment) {
    return approve(idOrPrefix, who, comment, null);
  }

  private DeskReply approve(
      String idOrPrefix, Speaker who, String comment, @Nullable String digest) {
    Approvals.Answerer answerer = new Approvals.Answerer(who, comment, null);
    return onResponse(
        idOrPrefix,
        (transaction, response) -> approvals.approve(transaction, response, answerer, digest));
  }

  public DeskReply deny(String idOrPrefix, String who, String comment) {
    return deny(idOrPrefix, Speaker.named(who), comment);
  }

  public DeskReply deny(String idOrPrefix, Speaker who, String comment) {
    Approvals.Answerer answerer = new Approvals.Answerer(who, comment, null);
    return onResponse(
        idOrPrefix, (transaction, response) -> approvals.deny(transaction, response, answerer));
  }

  /** Says that somebody looks at it: nobody else is told, and it still waits for an answer. */
  public DeskReply acknowledge(String idOrPrefix, String who, String comment) {
    return acknowledge(idOrPrefix, Speaker.named(who), comment);
  }

  public DeskReply acknowledge(String idOrPrefix, Speaker who, String comment) {
    Approvals.Answerer answerer = new Approvals.Answerer(who, comment, null);
    return onResponse(
        idOrPrefix,
        (transaction, response) -> approvals.acknowledge(transaction, response, answerer));
  }

  /**
   * Makes a link with which {@code who} can answer once.
   *
   * @param by who asks for it, as the audit log names actors
   * @param within how long it is good, at most as long as an answer is awaited
   */
  public LinkReply link(String idOrPrefix, String who, String by, Duration within) {
    return database.write(
        transaction ->
            switch (theOne(transaction, idOrPrefix)) {
              case DeskReply.Done done ->
                  approvals.link(transaction, done.response(), who, by, within);
              case DeskReply.Refused refused -> new LinkReply.Refused(refused);
            });
  }

  /** Why nothing can be said with the link any more; empty while something can. */
  public Optional<DeskReply.Refused> refusal(AnswerLink link) {
    Approvals.Answerer answerer = new Approvals.Answerer(Speaker.named(link.who()), "", link);
    return find(link.responseId())
        .flatMap(response -> Optional.ofNullable(approvals.refusal(response, answerer)));
  }

  /** Says {@code word} as the person to whom the link was given. */
  public DeskReply answer(AnswerLink link, Word word, String comment) {
    Approvals.Answerer answerer = new Approvals.Answerer(Speaker.named(link.who()), comment, link);
    return onResponse(
        link.responseId(),
        (transaction, response) ->
            switch (word) {
              case APPROVE -> approvals.approve(transaction, response, answerer, link.digest());
              case DENY -> approvals.deny(transaction, response, answerer);
              case ACKNOWLEDGE -> approvals.acknowledge(transaction, response, answerer);
            });
  }

  /** Begins to take a response back; how it ends is told to listeners and seen by {@link #find}. */
  public DeskReply undo(String idOrPrefix, String who, String comment) {
    return undo(idOrPrefix, Speaker.named(who), comment);
  }

  public DeskReply undo(String idOrPrefix, Speaker who, String comment) {
    if (who.name().isBlank()) {
      return new DeskReply.Refused(Cause.NOT_ENTITLED, "an undo needs a name");
    }
    return onResponse(
        idOrPrefix, (transaction, response) -> undoer.begin(transaction, response, who, comment));
  }

  private DeskReply onResponse(String idOrPrefix, Step step) {
    return database.write(
        transaction ->
            switch (theOne(transaction, idOrPrefix)) {
              case DeskReply.Done done -> step.on(transaction, done.response());
              case DeskReply.Refused refused -> refused;
            });
  }

  private static DeskReply theOne(Transaction transaction, String idOrPrefix) throws SQLException {
    List<Response> found = ResponseTable.matching(transaction.connection(), idOrPrefix);
    if (found.size() == 1) {
      return new DeskReply.Done(found.getFirst());
    }
    return found.isEmpty()
        ? new DeskReply.Refused(Cause.NOT_FOUND, "there is no response " + idOrPrefix)
        : new DeskReply.Refused(
            Cause.AMBIGUOUS,
            "several responses begin with "
                + idOrPrefix
                + ": "
                + String.join(", ", found.stream().map(Response::id).toList()));
  }

  /** One round of looking after what succeeded, which happens by itself every few seconds. */
  void lookAfter() {
    aftercare.round();
  }

  public List<Response> list(ResponseFilter filter) {
    return queries.list(filter);
  }

  /** The response of that id, or the only one whose id begins so. */
  public Optional<Response> find(String idOrPrefix) {
    return queries.find(idOrPrefix);
  }

  /** Every audit record of one response, the oldest first. */
  public List<AuditRecord> history(String id) {
    return queries.history(id);
  }

  /** How many announcements were dropped because the listeners were too slow. */
  public long lostAnnouncements() {
    return announcer.lost();
  }

  /** Stops taking timers, lets running actions end for a few seconds, tells what waits. */
  @Override
  public void close() {
    close(PATIENCE);
  }

  void close(Duration patience) {
    timers.close();
    aftercare.close();
    hands.close(patience);
    announcer.close();
  }

  @FunctionalInterface
  private interface Step {
    DeskReply on(Transaction transaction, Response response) throws SQLException;
  }
}
