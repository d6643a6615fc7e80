package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.audit.SharedKeys;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.WriteGuard;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.Surroundings;
import io.nightjar.crash.CrashPeople;
import io.nightjar.crash.CrashPoint;
import io.nightjar.crash.Said;
import io.nightjar.crash.Script;
import io.nightjar.gate.Gate;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.TargetLookup;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.notify.Notice;
import io.nightjar.notify.Notices;
import io.nightjar.notify.Notifier;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StandingBy;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The process that the crash tests kill: from the journal to the cluster the parts of a real
 * Nightjar, wired as {@link Nightjar} does; instead of the sensor, a script, and instead of the
 * people those of the night.
 */
public final class CrashChild {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Notifier NOBODY =
      new Notifier() {
        @Override
        public void tell(Notice notice) {}

        @Override
        public long lost() {
          return 0;
        }

        @Override
        public void close() {}
      };

  /** As in production, but what is tried again later is tried again within the night. */
  private static final ResponderSettings SOON_AGAIN =
      new ResponderSettings(
          ResponderSettings.DEFAULTS.timeLimit(),
          ResponderSettings.DEFAULTS.attempts(),
          ResponderSettings.DEFAULTS.firstPause(),
          ResponderSettings.DEFAULTS.parallel(),
          Duration.ofSeconds(1),
          ResponderSettings.DEFAULTS.storeAgainAfter());

  private final Script script;
  private final InstantSource clock;
  private final EventFeed feed = new EventFeed(4_096);
  private final Database database;
  private final KillSwitch killSwitch;
  private final Pipeline pipeline;
  private final ResponseDesk desk;
  private final PlaybookSession session;
  private final CrashPeople people;

  private CrashChild(Script script, Path state, Path kubeconfig, Path playbooks, Path cache)
      throws Exception {
    this.script = script;
    Script.Shared shared = script.shared();
    this.clock =
        InstantSource.offset(
            InstantSource.system(), Duration.ofMillis(shared == null ? 0 : shared.fastMillis()));
    StateDirectory directory = StateDirectory.open(state);
    WriteGuard guard = new WriteGuard();
    ClusterConnection cluster =
        ClusterConnection.open(
            new ClusterConfig(kubeconfig, null, ClusterConfig.Practice.NEVER),
            Surroundings.ofThisProcess(),
            directory.path(),
            "node-1",
            guard);
    PodIndex pods = PodIndex.start(cluster.client(), clock);
    CompiledPlaybooks compiled = new PlaybookCompiler(cache, Set.of()).load(playbooks);
    database = store(directory);
    guard.follow(database.leadership());
    Telling telling = new Telling(new Notices(ZoneOffset.UTC), NOBODY, feed, database, clock);
    pipeline = new Pipeline(new Journal(database, clock), feed, telling, clock);
    killSwitch = new KillSwitch(directory.path(), false, database, clock);
    ActionRegistry actions =
        ActionRegistry.standard(
            cluster.client(), NodeControls.untouched().notingIn(state.resolve("intents")), clock);
    Watchkeeping unused = Watchkeeping.start(database, killSwitch);
    Gate gate =
        new Gate(
            CrashPeople.SETTINGS,
            killSwitch,
            actions.descriptors().stream()
                .collect(Collectors.toMap(ActionDescriptor::id, Function.identity())),
            TargetLookup.of(pods),
            clock);
    desk = new ResponseDesk(database, gate, actions.byId(), SOON_AGAIN, clock);
    Calendars calendars = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));
    session = new PlaybookSession(compiled, calendars, clock, pipeline, SessionLimits.DEFAULT);
    people = new CrashPeople(desk, new IncidentDesk(database, clock), database);
    if (!pods.awaitReady(PATIENCE)) {
      throw new IllegalStateException("the cluster does not answer");
    }
    desk.listen(pipeline);
    desk.listen(people);
    pipeline.connect(session, desk);
    session.start(new Replay(database, clock.instant().minus(SessionLimits.PAST))).join();
    CrashPoint.REPLAYED_BEFORE_TAKING_UP.reached();
    desk.start();
  }

  /** Alone with a file, or as one of several engines of a database. */
  private Database store(StateDirectory directory) throws Exception {
    Script.Shared shared = script.shared();
    if (shared == null) {
      return Database.open(directory);
    }
    SharedKeys.bring(Path.of(shared.keys()), directory.path());
    AtomicBoolean said = new AtomicBoolean();
    Database opened =
        Database.open(
            directory,
            new StoreAddress.Server(shared.url(), "postgres", null),
            new StandingBy(
                shared.engine(),
                Duration.ofMillis(shared.takeOverMillis()),
                leader -> {
                  if (!said.getAndSet(true)) {
                    Said.say("standby", shared.engine());
                  }
                  return true;
                }));
    Said.say("leads", Long.toString(opened.lead(shared.engine(), clock).epoch()));
    CompletableFuture<Void> unused =
        opened
            .over()
            .thenAccept(
                why -> {
                  Said.say("over", shared.engine());
                  Runtime.getRuntime().halt(Script.OVER);
                });
    return opened;
  }

  /**
   * @param arguments script, state directory, kubeconfig, playbooks, their cache
   */
  public static void main(String[] arguments) throws Exception {
    Script script = Script.read(Path.of(arguments[0]));
    Said.stopWhere(script);
    CrashChild child =
        new CrashChild(
            script,
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            Path.of(arguments[3]),
            Path.of(arguments[4]));
    Said.say("ready", "");
    child.live();
    if (script.exits()) {
      System.exit(0);
    }
    while (true) {
      java.util.concurrent.locks.LockSupport.park();
    }
  }

  private void live() throws InterruptedException {
    Thread.ofPlatform().daemon().start(this::acknowledge);
    people.start();
    for (Script.Seen seen : script.detections()) {
      // by the clock of the node that saw it
      pipeline.detected(seen.at(InstantSource.system().instant()));
      TimeUnit.MILLISECONDS.sleep(15);
    }
    if (script.killSwitch()) {
      people.turnKillSwitch(killSwitch);
    }
    if (script.settling()) {
      while (!quiet()) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      Said.say("settled", "");
    }
  }

  /** Accepted is what the feed tells of. */
  private void acknowledge() {
    long number = 0;
    try {
      while (true) {
        for (EventFeed.Numbered each : feed.after(number, Duration.ofSeconds(1))) {
          number = each.number();
          if (each.item() instanceof FeedItem.Detected detected) {
            Said.say("detection", detected.detection().id());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing waits but what waits for people who will not come. */
  private boolean quiet() throws InterruptedException {
    for (int seen = 0; seen < 4; seen++) {
      if (pipeline.waiting() > 0 || session.waiting() > 0 || !session.busy().isZero()) {
        return false;
      }
      // what the session asked for stands in the store's queue before this
      boolean unused = database.write(transaction -> true);
      if (people.busy()
          || people.awaited()
          || !desk.list(CrashPeople.UNDER_WAY).isEmpty()
          || people.timersDue(clock.instant().plusSeconds(60)) > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(60);
    }
    return true;
  }
}
