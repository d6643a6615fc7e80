package io.nightjar;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.alert.Alert;
import io.nightjar.alert.Alerts;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.VersionCommand;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.config.EvidenceConfig;
import io.nightjar.detect.AgentSilence;
import io.nightjar.detect.Detection;
import io.nightjar.evidence.BroughtEvidence;
import io.nightjar.evidence.EvidenceLimits;
import io.nightjar.fleet.Fleet;
import io.nightjar.fleet.FleetTelling;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.Served;
import io.nightjar.node.NodeParts;
import io.nightjar.notify.Telling;
import io.nightjar.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The agents of other nodes, connected to the rest of the engine. */
final class FleetWiring {

  private static final Duration TOLD_AGAIN = Duration.ofMinutes(5);

  private FleetWiring() {}

  /** What it is made of. */
  record Parts(
      RunOptions options,
      Path state,
      Database database,
      PodIndex pods,
      PlaceLookup places,
      Pipeline pipeline,
      Alerts alerts,
      Telling telling) {}

  /**
   * @param lookFor how long an action that only looks may take
   */
  static Fleet start(Parts parts, Duration lookFor) {
    InstantSource clock = parts.options().clock();
    EvidenceConfig wanted = parts.options().configuration().evidence();
    return Fleet.start(
        parts.pods(),
        parts.places(),
        parts.database(),
        new BroughtEvidence(
            NodeParts.evidenceFolder(wanted, parts.state()),
            new EvidenceLimits(
                wanted.maxBytes(), Duration.ofSeconds(wanted.maxSeconds()), wanted.keep()),
            clock),
        new Told(parts.pipeline(), parts.alerts(), parts.telling(), clock),
        new Fleet.Terms(lookFor, parts.database().leadership()::epoch),
        clock);
  }

  /** With the port of agents, where there is one. */
  static Served into(
      Served served,
      Fleet fleet,
      RunOptions options,
      ClusterConnection cluster,
      Pipeline pipeline,
      SensorSurroundings surroundings) {
    return fleet.into(
        served,
        options.configuration().agents(),
        new Fleet.Service(
            VersionCommand.version(),
            () -> true,
            pipeline::accept,
            surroundings::mayKill,
            new IdentityReviews(cluster.client(), Wire.AUDIENCE)));
  }

  /** What is heard goes where the sensor of this node goes, too. */
  private static final class Told implements FleetTelling {
    private final Pipeline pipeline;
    private final Alerts alerts;
    private final Telling telling;
    private final InstantSource clock;
    private final Map<String, Instant> toldOf = new ConcurrentHashMap<>();

    Told(Pipeline pipeline, Alerts alerts, Telling telling, InstantSource clock) {
      this.pipeline = pipeline;
      this.alerts = alerts;
      this.telling = telling;
      this.clock = clock;
    }

    @Override
    public void detected(Detection detection) {
      alerts.offer(new Alert.Internal(detection));
    }

    @Override
    public void refused(String node, String why) {
      Instant now = clock.instant();
      Instant before = toldOf.get(node);
      if (before == null || before.plus(TOLD_AGAIN).isBefore(now)) {
        toldOf.put(node, now);
        telling.oddAlerts(
            "agent on " + node, "it hands in what it may not, and nobody acts on it: " + why);
      }
    }

    @Override
    public void silent(String node, Duration away) {
      Detection silence = AgentSilence.of(node, away, clock.instant());
      alerts.offer(new Alert.Internal(silence));
      pipeline.detected(silence);
      telling.record("agent.silent", "engine", silence.output());
    }

    @Override
    public void back(String node) {
      telling.record("agent.back", "engine", "the agent on node " + node + " is heard again");
    }
  }
}
