package io.nightjar;

import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.cluster.PlaceIndex;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.alert.Alert;
import io.nightjar.alert.AlertOutputs;
import io.nightjar.alert.Alerts;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.cli.Banner;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.LiveOutput;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.Shell;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.cluster.KillSwitchMap;
import io.nightjar.cluster.WriteGuard;
import io.nightjar.config.Configuration;
import io.nightjar.crash.CrashPoint;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.detect.ResolvedNames;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.fleet.Fleet;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.TargetLookup;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.Refusals;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.Notices;
import io.nightjar.notify.Outbox;
import io.nightjar.notify.Telling;
import io.nightjar.outputs.FurtherOutputs;
import io.nightjar.page.work.Kept;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decider;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.PlaybookRegister;
import io.nightjar.policy.Policy;
import io.nightjar.policy.PolicyLoader;
import io.nightjar.policy.Reloading;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoppedWaiting;
import io.nightjar.upkeep.Retention;
import io.nightjar.upkeep.RetentionSchedule;
import io.nightjar.upkeep.SealingSchedule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring: builds every part in the order in which it is needed and takes them down in the
 * reverse. What the parts do with each other is {@link Pipeline}.
 */
public final class Nightjar implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Nightjar.class);
  private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(20);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(10);
  private static final Duration ASKED_WITHIN = Duration.ofSeconds(1);
  private static final Duration EVIDENCE_MARGIN = Duration.ofSeconds(15);
  private static final int FEED_CAPACITY = 4_096;

  private final Closing closing = new Closing();
  private final WriteGuard guard = new WriteGuard();
  private final EventFeed feed = new EventFeed(FEED_CAPACITY);
  private final Refusals refusals = new Refusals();
  private final RunOptions options;
  private final Configuration configuration;
  private final InstantSource clock;
  private final Calendars calendars;
  private final PolicyLoader loader;
  private final Policy policy;
  private final Path state;
  private final ResolvedNames names;
  private final Database database;
  private final AuditKeeping keeping;
  private final ClusterConnection cluster;
  private final PodIndex pods;
  private final PlaceIndex places;
  private final NoticeDelivery notices;
  private final Outbox outbox;
  private final Telling telling;
  private final Alerts alerts;
  private final OutputWiring outputs;
  private final ObserveWiring observe;
  private final Pipeline pipeline;
  private final KillSwitch killSwitch;
  private final Watchkeeping watch;
  private final Fleet fleet;
  private final ActionWiring actions;
  private final Gate gate;
  private final ResponseDesk desk;
  private final Decider session;
  private final StatusReport status;
  private final RetentionSchedule retention;
  private final SealingSchedule sealing;
  private final SignInParts signIn;
  private final KubernetesSources kubernetes;
  private final Ingestion ingestion;
  private final ControlRoom control;

  private Nightjar(RunOptions options, AtomicBoolean stop) throws Exception {
    this.options = options;
    this.configuration = options.configuration();
    this.clock = options.clock();
    try {
      StateDirectory directory = closing.add(StateDirectory.open(configuration.state()));
      state = directory.path();
      calendars = new Calendars(calendarSpecs(configuration));
      loader = new PolicyLoader();
      // what takes long and needs nothing else is made meanwhile; the driver records from its open
      Ahead<NodeSensor.Driver> driver =
          configuration.store().url() == null ? closing.add(openDriver()) : null;
      Ahead<ClusterConnection> connecting =
          closing.add(
              Ahead.start(
                  "cluster",
                  () ->
                      ClusterConnection.open(
                          configuration.cluster(),
                          options.around(),
                          state,
                          configuration.node(),
                          guard)));
      policy = loader.load(configuration);
      policy.idle().forEach(line -> log.warn("{}", line));
      policy.playbooks().distrusted().forEach((name, why) -> log.warn("playbook {} {}", name, why));
      names = closing.add(ResolvedNames.start(policy.rules().hostNames()));
      cluster = connecting.get();
      pods = closing.add(PodIndex.start(cluster.client(), clock));
      places = closing.add(PlaceIndex.start(cluster.client()));
      // from here on everything needs to lead, and what does not is warm
      DressRehearsal rehearsal = new DressRehearsal(state, policy.playbooks(), calendars, clock);
      database =
          closing.add(new Standing(options, directory, cluster, policy, rehearsal, stop).lead());
      guard.follow(database.leadership());
      // an engine that stands by watches no node: nobody would read what its driver records
      Ahead<NodeSensor.Driver> sensing = driver == null ? closing.add(openDriver()) : driver;
      observe = closing.add(ObserveWiring.start(options, database, feed));
      SegmentFolder segments =
          SegmentFolder.of(configuration.retention().audit().directory(), state);
      keeping = new AuditKeeping(database, segments, clock);
      notices = notices();
      outbox = closing.add(notices.outbox());
      telling = new Telling(new Notices(options.around().zone()), outbox, feed, database, clock);
      alerts = closing.add(Alerts.start(outputs(configuration), clock, telling::alertsLost));
      Deciding deciding = new Deciding(options, new Journal(database, clock));
      pipeline = new Pipeline(deciding, feed, telling, clock);
      closing.add(pipeline);
      killSwitch = new KillSwitch(state, configuration.killSwitch(), database, clock);
      watch = closing.add(Watchkeeping.start(database, killSwitch));
      watchKillSwitch();
      Duration lookFor =
          Duration.ofSeconds(configuration.evidence().maxSeconds()).plus(EVIDENCE_MARGIN);
      fleet =
          closing.add(
              FleetWiring.start(
                  new FleetWiring.Parts(
                      options, state, database, pods, places, pipeline, alerts, telling),
                  lookFor));
      actions =
          ActionWiring.start(
              new ActionWiring.Parts(options, state, database, cluster, pods, fleet), closing);
      ActionRegistry registry = actions.registry();
      outputs =
          closing.add(
              OutputWiring.start(options, database, segments, state, registry.descriptors()));
      gate =
          new Gate(
              guards(configuration),
              killSwitch,
              actions.descriptors(),
              TargetLookup.of(pods, places),
              clock);
      desk =
          closing.add(
              new ResponseDesk(
                  database,
                  gate,
                  fleet.inHand(registry.byId()),
                  ResponderSettings.DEFAULTS.withLookFor(lookFor),
                  clock));
      kubernetes =
          closing.add(
              new KubernetesSources(
                  new KubernetesSources.Parts(
                      cluster, pods, places, pipeline, alerts, clock, options.clockOffset()),
                  policy.rules()));
      session = closing.add(deciding.open(policy.playbooks(), calendars, pipeline, desk::request));
      decide();
      retention =
          closing.add(
              RetentionSchedule.start(
                  database,
                  new Retention(database, actions.descriptors(), clock),
                  configuration.retention().settings(),
                  clock));
      sealing =
          closing.add(
              SealingSchedule.start(keeping, configuration.retention().audit().sealAfter(), clock));
      WrittenDirectories writes = new WrittenDirectories();
      Detector detector = detector(writes);
      NodeSensor sensor =
          closing.add(
              NodeSensor.start(
                  sensing.get(),
                  configuration.node(),
                  policy.rules(),
                  writes,
                  detector,
                  pods,
                  new SensorSurroundings(pipeline, alerts, gate, telling, clock),
                  clock));
      signIn =
          closing.add(
              SignInParts.of(
                  options, database, audience -> new IdentityReviews(cluster.client(), audience)));
      Reloading reloading = closing.add(reloading(detector, sensor));
      ingestion =
          closing.add(
              Ingestion.start(
                  options,
                  new Ingestion.Parts(pipeline, telling, database, pods, places, writes),
                  List.of(kubernetes.judging(() -> reloading.inForce().rules()).route())));
      status =
          new StatusReport(
              options,
              clock.instant(),
              cluster,
              reachable(),
              sensor,
              session,
              reloading,
              calendars,
              killSwitch,
              desk,
              outbox,
              alerts,
              outputs,
              observe,
              pipeline,
              ingestion,
              kubernetes,
              refusals,
              fleet,
              watch);
      control = closing.add(ControlRoom.open(controlled(sensor, reloading)));
      outbox.start(new AnswerInvitations(gate, desk, control.links()));
      reloading.open(
          List.of(
              changed -> outputs.prepare(changed, alerts),
              changed -> notices.prepare(changed.notices()),
              changed -> ingestion.prepare(changed.ingest(), control.server())));
      Signals.on(
          "HUP",
          () -> {
            reopen();
            reloading.reload("signal:HUP");
          });
      Signals.on("USR1", this::reopen);
    } catch (Exception | Error e) {
      closing.close();
      throw e;
    }
  }

  private Ahead<NodeSensor.Driver> openDriver() {
    return Ahead.start(
        "driver",
        () ->
            options.overrides().engine()
                ? new NodeSensor.Driver(null, "agents watch the nodes")
                : NodeSensor.Driver.open());
  }

  private void watchKillSwitch() throws InterruptedException {
    String path = configuration.killSwitchConfigMap();
    if (path == null) {
      return;
    }
    KillSwitchMap map =
        closing.add(
            KillSwitchMap.start(
                cluster.client(), path, why -> killSwitch.cluster("ConfigMap " + path, why)));
    if (!map.awaitReady(CLUSTER_PATIENCE)) {
      telling.record("killswitch.unknown", "engine", "ConfigMap " + path + " could not be read");
      log.warn("ConfigMap {} could not be read yet: it cannot stop acting", path);
    }
  }

  /** Takes up what was left, in this order: nothing is decided before the past is known. */
  private void decide() throws InterruptedException {
    if (!pods.awaitReady(CLUSTER_PATIENCE)) {
      telling.record("cluster.slow", "engine", "no list of pods yet from " + cluster.server());
    }
    desk.listen(pipeline);
    desk.listen(FurtherOutputs.telling(alerts::offer));
    desk.listen(observe.listener());
    pipeline.connect(session, desk);
    telling.record(
        "nightjar.started",
        "engine",
        policy.describe(configuration.modeOn(cluster.isPractice()).name()));
    register(configuration, policy.playbooks());
    session.start(new Replay(database, clock.instant().minus(SessionLimits.PAST))).join();
    CrashPoint.REPLAYED_BEFORE_TAKING_UP.reached();
    desk.start();
    NoticeDelivery.catchUp(desk, telling, clock.instant());
  }

  private RuleEvaluator evaluator(RuleSet rules) {
    names.watch(rules.hostNames());
    return new RuleEvaluator(rules, names);
  }

  private Detector detector(WrittenDirectories writes) {
    return new Detector(
        evaluator(policy.rules()),
        pods,
        new DetectionBuilder(configuration.node(), writes, options.clockOffset(), places),
        match -> alerts.offer(new Alert.Matched(match)));
  }

  private Reloading reloading(Detector detector, NodeSensor sensor) {
    return Reloading.start(
        options::reread,
        loader,
        options.reading(),
        policy,
        new Reloading.Targets(
            session,
            detector,
            this::evaluator,
            sensor,
            changed -> calendars.prepare(calendarSpecs(changed)),
            this::reconfigure,
            this::register),
        telling);
  }

  private void register(Configuration wanted, CompiledPlaybooks playbooks) {
    new PlaybookRegister(database, clock).note(playbooks, wanted.playbookSettings().gateStages());
    kubernetes.follow(playbooks);
  }

  private void reopen() {
    alerts.reopen();
    outputs.reopen();
  }

  private void reconfigure(Configuration changed) {
    gate.reconfigure(guards(changed));
    killSwitch.configure(changed.killSwitch());
    retention.configure(changed.retention().settings());
    sealing.configure(changed.retention().audit().sealAfter());
    signIn.configure(changed.http().signIn());
  }

  private ControlRoom.Parts controlled(NodeSensor sensor, Reloading reloading) {
    return new ControlRoom.Parts(
        options,
        state,
        database,
        keeping,
        cluster,
        actions.registry(),
        actions.descriptors(),
        gate,
        desk,
        session,
        pipeline,
        sensor,
        reloading,
        calendars,
        killSwitch,
        notices,
        feed,
        refusals,
        observe,
        ingestion,
        signIn,
        status,
        fleet,
        new SensorSurroundings(pipeline, alerts, gate, telling, clock));
  }

  /** Whoever looks at a page does not wait for a cluster that does not answer. */
  private Kept<Boolean> reachable() {
    return closing.add(
        new Kept<>("cluster-answers", cluster::reachable, ASKED_EVERY, ASKED_WITHIN, clock));
  }

  /**
   * @throws Exception when it cannot start; everything that was started is taken down again
   */
  public static Nightjar start(RunOptions options) throws Exception {
    return new Nightjar(options, new AtomicBoolean());
  }

  /** Runs until the process is told to stop. */
  public static int run(RunOptions options, Shell shell) throws Exception {
    try (Stopping stopping = new Stopping();
        Nightjar nightjar = new Nightjar(options, stopping.told())) {
      // where alerts are printed, standard output is theirs alone
      Shell told = OutputWiring.printed(options.configuration()) ? shell.aside() : shell;
      told.out().print(nightjar.banner(told));
      // a link in a log would be one for whoever reads the log
      nightjar
          .control
          .invitation(told.equals(shell) && Shell.printsOnTerminal())
          .ifPresent(how -> told.out().print("  sign in    " + how + "\n"));
      told.out().flush();
      nightjar.closing.add(
          LiveOutput.start(
              nightjar.feed, told, options.hints(), nightjar.configuration.notices().console()));
      CompletableFuture<Void> unused = nightjar.database.over().thenRun(stopping::stop);
      stopping.await();
      // what this process remembers may be wrong: the next one reads what is there
      return nightjar.database.over().isDone() ? ExitCode.NEGATIVE : ExitCode.OK;
    } catch (StoppedWaiting e) {
      return ExitCode.OK;
    }
  }

  private AlertOutputs outputs(Configuration wanted) {
    return OutputWiring.plan(options, wanted);
  }

  private NoticeDelivery notices() {
    return NoticeDelivery.open(
        configuration, options.around().environment(), this::approvers, calendars, database, clock);
  }

  private Map<String, Set<String>> approvers() {
    return gate.settings().asking().approvers();
  }

  private GateSettings guards(Configuration wanted) {
    return GateSettingsFromConfig.of(
        wanted, GateSettingsFromConfig.self(options), this::isOn, cluster.isPractice());
  }

  /**
   * Asked while a reload changes it, one that is gone counts as on: a policy asks rather than not.
   */
  private boolean isOn(String calendar, Instant at) {
    return !calendars.names().contains(calendar) || calendars.includes(calendar, at);
  }

  private List<CalendarSpec> calendarSpecs(Configuration wanted) {
    return wanted.calendarSpecs(options.around().zone());
  }

  private String banner(Shell shell) {
    return Banner.render(
        status.now(),
        policy.playbooks().made(),
        configuration.state(),
        control.url(),
        cluster.practiceKubeconfig(),
        options.clockOffset(),
        shell);
  }

  /** Where the control API listens. */
  public URI controlUrl() {
    return control.url();
  }

  /** An address of the pages that lets whoever has it sign in once. */
  public Optional<URI> signInLink() {
    return control.signInLink();
  }

  /** The cluster that it acts on. */
  public ClusterConnection cluster() {
    return cluster;
  }

  public ResponseDesk desk() {
    return desk;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  ControlServer server() {
    return control.server();
  }

  public EventFeed feed() {
    return feed;
  }

  @Override
  public void close() {
    closing.close();
  }
}
