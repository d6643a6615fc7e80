package io.nightjar.agent;

import io.nightjar.Ahead;
import io.nightjar.Closing;
import io.nightjar.Signals;
import io.nightjar.Stopping;
import io.nightjar.actions.NodeControls;
import io.nightjar.agent.link.Backoff;
import io.nightjar.agent.link.Credentials;
import io.nightjar.agent.link.Engines;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.agent.pods.KnownPods;
import io.nightjar.agent.pods.PodFeed;
import io.nightjar.agent.spool.Spool;
import io.nightjar.agent.tasks.TaskWorker;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.Shell;
import io.nightjar.cli.UsageFailure;
import io.nightjar.config.AgentConfig;
import io.nightjar.config.Configuration;
import io.nightjar.config.EvidenceConfig;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.detect.ResolvedNames;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.evidence.EvidenceCollector;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.node.NodeParts;
import io.nightjar.node.NodeSensor;
import io.nightjar.observe.AgentMetrics;
import io.nightjar.observe.SmallServer;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.store.StateDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The agent of a node, put together: driver and rules here, an engine elsewhere decides. Nothing of
 * a store, of playbooks or of the cluster is loaded, so that it stays small.
 */
public final class NodeAgent implements AutoCloseable {

  private static final Duration LAST_BATCHES = Duration.ofSeconds(3);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final Duration REPORT_WITHIN = Duration.ofSeconds(8);
  private static final String PODS = "pods.json";
  private static final String TASKS = "tasks";

  private final Closing closing = new Closing();
  private final Configuration configuration;
  private final InstantSource clock;
  private final Link link;
  private final AgentStatus status;
  private final SmallServer server;

  private NodeAgent(RunOptions options) throws Exception {
    this.configuration = options.configuration();
    this.clock = options.clock();
    AgentConfig wanted = configuration.agent();
    try {
      StateDirectory directory = closing.add(StateDirectory.open(configuration.state()));
      Path state = directory.path();
      // the kernel verifies the driver's programs while the rules are read
      Ahead<NodeSensor.Driver> driver = closing.add(Ahead.start("driver", NodeSensor.Driver::open));
      AgentRules.InForce first = AgentRules.load(options.reading());
      link = closing.add(new Link(new Engines(wanted.engines()), credentials(wanted)));
      Spool spool =
          closing.add(Spool.open(wanted.spool().directory(state), wanted.spool().maxBytes()));
      KnownPods pods = new KnownPods(clock);
      PodFeed feed = new PodFeed(pods, state.resolve(PODS), link);
      feed.resume();
      SpoolIntake intake = new SpoolIntake(configuration.node(), spool, clock);
      ResolvedNames names = closing.add(ResolvedNames.start(first.rules().hostNames()));
      WrittenDirectories writes = new WrittenDirectories();
      Detector detector =
          new Detector(
              new RuleEvaluator(first.rules(), names),
              pods,
              new DetectionBuilder(configuration.node(), writes, options.clockOffset(), pods));
      AgentRules rules = closing.add(new AgentRules(options::reread, first, names, detector));
      AtomicReference<@Nullable AgentStatus> later = new AtomicReference<>();
      Greeting greeting =
          new Greeting(configuration.node(), link, () -> known(later).hello(), clock);
      TaskWorker tasks = closing.add(tasks(state, pods, greeting));
      Loop sending = closing.add(new Loop("uplink"));
      Uplink uplink = new Uplink(spool, calls("detections", sending));
      Loop asking = closing.add(new Loop("kill-permissions"));
      AtomicReference<@Nullable NodeSensor> seeing = new AtomicReference<>();
      KillPermissions permissions =
          new KillPermissions(
              calls("kill permissions", asking), () -> askAgain(seeing), System::nanoTime);
      closing.add(() -> finish(sending, uplink));
      intake.start();
      closing.add(intake);
      NodeSensor sensor =
          closing.add(
              NodeSensor.start(
                  driver.get(),
                  configuration.node(),
                  first.rules(),
                  writes,
                  detector,
                  pods,
                  new AgentSurroundings(configuration.node(), intake, permissions, clock),
                  clock));
      seeing.set(sensor);
      status =
          new AgentStatus(
              configuration.node(),
              AgentStatus.bootId(),
              clock.instant(),
              sensor,
              rules,
              intake,
              spool,
              uplink,
              link.engines(),
              greeting,
              feed,
              pods,
              tasks,
              permissions,
              clock);
      later.set(status);
      sending.start(uplink::turn);
      asking.start(permissions::turn);
      follow(feed);
      work(tasks, greeting);
      report();
      rules.watch(sensor);
      server =
          closing.add(
              SmallServer.start(
                  "agent.listen",
                  wanted.listen(),
                  state,
                  new SmallServer.Served(
                      status::now,
                      () -> AgentMetrics.of(status.now(), status.gauges()),
                      rules::reload,
                      status.alive(),
                      status.ready())));
      Signals.on("HUP", () -> AgentRules.log(rules.reload("signal:HUP")));
    } catch (Exception | Error e) {
      closing.close();
      throw e;
    }
  }

  private static Credentials credentials(AgentConfig wanted) {
    return new Credentials(wanted.tokenFile(), wanted.caFile(), wanted.certificate(), wanted.key());
  }

  private EngineCalls calls(String what, Loop loop) {
    return new EngineCalls(what, link, new Backoff(new Random()), loop);
  }

  private static AgentStatus known(AtomicReference<@Nullable AgentStatus> later) {
    AgentStatus status = later.get();
    if (status == null) {
      throw new IllegalStateException("nobody says hello before there is something to say");
    }
    return status;
  }

  private static void askAgain(AtomicReference<@Nullable NodeSensor> seeing) {
    NodeSensor sensor = seeing.get();
    if (sensor != null) {
      sensor.askAgain();
    }
  }

  private TaskWorker tasks(Path state, KnownPods pods, Greeting greeting) throws Exception {
    EvidenceConfig kept = evidenceHere(configuration.evidence());
    EvidenceCollector evidence = NodeParts.evidence(configuration.node(), kept, state, clock);
    Thread.ofVirtual().name("evidence-retention").start(evidence::expire);
    NodeControls controls = NodeParts.controls(configuration.node(), state, pods, evidence);
    return new TaskWorker(
        link,
        controls,
        NodeParts.evidenceFolder(kept, state),
        state.resolve(TASKS),
        greeting::engineTime,
        clock);
  }

  /** A bucket is the engine's: what is kept here must not wait for one before it is deleted. */
  private static EvidenceConfig evidenceHere(EvidenceConfig wanted) {
    return new EvidenceConfig(
        wanted.directory(), wanted.maxBytes(), wanted.maxSeconds(), wanted.keep(), null);
  }

  private void follow(PodFeed feed) {
    Loop following = new Loop("pods");
    Loop watching = new Loop("pods-watch");
    EngineCalls calls = calls("pods", following);
    closing.add(feed::close);
    closing.add(following);
    closing.add(watching);
    following.start(
        () -> {
          try {
            feed.follow(calls::answered);
          } catch (LinkFailure e) {
            calls.failed(e);
          }
        });
    watching.start(
        () -> {
          watching.sleep(Duration.ofSeconds(1));
          feed.look();
        });
  }

  private void work(TaskWorker tasks, Greeting greeting) {
    Loop polling = closing.add(new Loop("tasks"));
    EngineCalls calls = calls("tasks", polling);
    polling.start(
        () -> {
          try {
            greeting.say();
            tasks.poll();
            calls.answered();
          } catch (LinkFailure e) {
            greeting.lost();
            calls.failed(e);
          }
        });
    Loop forgetting = closing.add(new Loop("tasks-forget"));
    forgetting.start(
        () -> {
          forgetting.sleep(FORGET_EVERY);
          tasks.forgetOld();
        });
  }

  private void report() {
    Loop reporting = closing.add(new Loop("report"));
    EngineCalls calls = calls("report", reporting);
    reporting.start(
        () -> {
          try {
            var unused = link.post("/report", status.report(), Map.class, REPORT_WITHIN);
            calls.answered();
            reporting.sleep(Wire.REPORT_EVERY);
          } catch (LinkFailure e) {
            calls.failed(e);
          }
        });
  }

  /** What was detected until now still leaves, where an engine answers. */
  private static void finish(Loop sending, Uplink uplink) throws InterruptedException {
    sending.finish(LAST_BATCHES);
    Loop last = new Loop("uplink-last");
    last.start(
        () -> {
          uplink.flush();
          last.close();
        });
    last.finish(LAST_BATCHES);
    last.close();
  }

  /**
   * @throws Exception when it cannot start; everything that was started is taken down again
   */
  public static NodeAgent start(RunOptions options) throws Exception {
    if (options.configuration().agent().engines().isEmpty()) {
      throw new UsageFailure(
          "no engine is named: write its address under agent.engines in the configuration, such as"
              + " https://nightjar-engine.nightjar.svc:2805");
    }
    return new NodeAgent(options);
  }

  /** Runs until the process is told to stop. */
  public static int run(RunOptions options, Shell shell) throws Exception {
    try (Stopping stopping = new Stopping();
        NodeAgent agent = start(options)) {
      shell.out().print(AgentBanner.render(agent.status.now(), options, agent.url()));
      shell.out().flush();
      stopping.await();
      return ExitCode.OK;
    }
  }

  /** How it is now. */
  AgentStatus status() {
    return status;
  }

  /** Where health, metrics and status are. */
  public URI url() {
    return server.url();
  }

  @Override
  public void close() {
    closing.close();
  }
}
