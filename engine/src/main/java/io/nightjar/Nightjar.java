package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.CheckpointSigner;
import io.nightjar.cli.Banner;
import io.nightjar.cli.LiveOutput;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.Shell;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.config.Configuration;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.driver.ProcessKiller;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.TargetLookup;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.StoredFacts;
import io.nightjar.node.NodeProcessControl;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.Notices;
import io.nightjar.notify.Notifiers;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.Policy;
import io.nightjar.policy.PolicyLoader;
import io.nightjar.policy.Reloading;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The wiring: builds every part in the order in which it is needed and takes them down in the
 * reverse. What the parts do with each other is {@link Pipeline}.
 */
public final class Nightjar implements AutoCloseable {

  private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(20);
  private static final int FEED_CAPACITY = 4_096;

  private final Closing closing = new Closing();
  private final EventFeed feed = new EventFeed(FEED_CAPACITY);
  private final RunOptions options;
  private final Configuration configuration;
  private final InstantSource clock;
  private final Calendars calendars;
  private final PolicyLoader loader;
  private final Policy policy;
  private final Path state;
  private final Database database;
  private final ClusterConnection cluster;
  private final PodIndex pods;
  private final Notifiers notifiers;
  private final Telling telling;
  private final Pipeline pipeline;
  private final KillSwitch killSwitch;
  private final Gate gate;
  private final ResponseDesk desk;
  private final PlaybookSession session;
  private final StatusReport status;
  private final ControlServer control;

  private Nightjar(RunOptions options) throws Exception {
    this.options = options;
    this.configuration = options.configuration();
    this.clock = options.clock();
    try {
      StateDirectory directory = closing.add(StateDirectory.open(configuration.state()));
      state = directory.path();
      calendars = new Calendars(configuration.calendarSpecs(options.around().zone()));
      loader = new PolicyLoader(calendars.names());
      policy = loader.load(configuration);
      database = closing.add(Database.open(directory));
      cluster =
          closing.add(
              ClusterConnection.open(
                  configuration.cluster(), options.around(), state, configuration.node()));
      pods = closing.add(PodIndex.start(cluster.client(), clock));
      notifiers = closing.add(notifiers());
      telling = new Telling(new Notices(options.around().zone()), notifiers, feed, database, clock);
      pipeline = new Pipeline(new Journal(database, clock), feed, telling, clock);
      closing.add(pipeline::close);
      killSwitch = new KillSwitch(state, configuration.killSwitch(), database, clock);
      ActionRegistry actions = ActionRegistry.standard(cluster.client(), processes());
      gate =
          new Gate(
              guards(configuration),
              killSwitch,
              descriptors(actions),
              TargetLookup.of(pods),
              clock);
      desk =
          closing.add(
              new ResponseDesk(database, gate, actions.byId(), ResponderSettings.DEFAULTS, clock));
      session =
          closing.add(
              new PlaybookSession(
                  policy.playbooks(), calendars, clock, pipeline::decided, SessionLimits.DEFAULT));
      decide();
      WrittenDirectories writes = new WrittenDirectories();
      Detector detector = detector(writes);
      NodeSensor sensor =
          closing.add(
              NodeSensor.start(
                  configuration.node(),
                  policy.rules(),
                  writes,
                  detector,
                  pods,
                  new SensorSurroundings(pipeline, gate, clock),
                  telling,
                  clock));
      Reloading reloading = closing.add(reloading(detector, sensor));
      status =
          new StatusReport(
              options,
              clock.instant(),
              cluster,
              sensor,
              session,
              reloading,
              calendars,
              killSwitch,
              desk,
              notifiers,
              pipeline);
      control = closing.add(control(reloading));
    } catch (Exception | Error e) {
      closing.close();
      throw e;
    }
  }

  /** Takes up what was left, in this order: nothing is decided before the past is known. */
  private void decide() throws InterruptedException {
    if (!pods.awaitReady(CLUSTER_PATIENCE)) {
      telling.record("cluster.slow", "engine", "no list of pods yet from " + cluster.server());
    }
    desk.listen(pipeline);
    pipeline.connect(session, desk);
    telling.record("nightjar.started", "engine", policy.describe(configuration.mode().name()));
    session.start(new Replay(database, clock).lastWindow()).join();
    desk.start();
  }

  private Detector detector(WrittenDirectories writes) {
    return new Detector(
        new RuleEvaluator(policy.rules()),
        pods,
        new DetectionBuilder(configuration.node(), writes, options.clockOffset()));
  }

  private Reloading reloading(Detector detector, NodeSensor sensor) {
    return Reloading.start(
        options::reread,
        loader,
        options.configFile().stream().toList(),
        configuration,
        policy,
        new Reloading.Targets(session, detector, sensor, this::reconfigure),
        telling);
  }

  private void reconfigure(Configuration changed) {
    gate.reconfigure(guards(changed));
    killSwitch.configure(changed.killSwitch());
  }

  private ControlServer control(Reloading reloading) throws IOException {
    return ControlServer.start(
        configuration.http().listen(),
        state,
        new EngineBackend(
            new StoredFacts(database),
            CheckpointSigner.open(state).verifierKey(),
            state.resolve(AuditLog.HEAD_FILE),
            desk,
            killSwitch,
            status::now,
            reloading::reload),
        feed);
  }

  /**
   * @throws Exception when it cannot start; everything that was started is taken down again
   */
  public static Nightjar start(RunOptions options) throws Exception {
    return new Nightjar(options);
  }

  /** Runs until the process is told to stop. */
  public static int run(RunOptions options, Shell shell) throws Exception {
    try (Nightjar nightjar = start(options)) {
      shell.out().print(nightjar.banner(shell));
      shell.out().flush();
      nightjar.closing.add(
          LiveOutput.start(nightjar.feed, shell, nightjar.configuration.notices().console()));
      Stopping.await();
    }
    return 0;
  }

  private Notifiers notifiers() {
    return Notifiers.of(configuration.notices(), options.around().environment(), clock);
  }

  private NodeProcessControl processes() {
    return new NodeProcessControl(configuration.node(), ProcessKiller.ofThisMachine());
  }

  private GateSettings guards(Configuration wanted) {
    return GateSettingsFromConfig.of(wanted, GateSettingsFromConfig.self(options));
  }

  private static Map<String, ActionDescriptor> descriptors(ActionRegistry actions) {
    return actions.descriptors().stream()
        .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
  }

  private String banner(Shell shell) {
    return Banner.render(
        status.now(),
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

  /** The cluster that it acts on. */
  public ClusterConnection cluster() {
    return cluster;
  }

  public ResponseDesk desk() {
    return desk;
  }

  public EventFeed feed() {
    return feed;
  }

  @Override
  public void close() {
    closing.close();
  }
}
