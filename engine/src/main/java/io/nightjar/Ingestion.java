package io.nightjar;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.cli.RunOptions;
import io.nightjar.config.IngestConfig;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.Prepared;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.http.ControlServer;
import io.nightjar.http.Listener;
import io.nightjar.http.Section;
import io.nightjar.http.Served;
import io.nightjar.ingest.AlertIntake;
import io.nightjar.ingest.AlertReading;
import io.nightjar.ingest.IngestDoor;
import io.nightjar.ingest.IngestRoute;
import io.nightjar.notify.Telling;
import io.nightjar.store.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Where detections of others come in. */
final class Ingestion implements AutoCloseable {

  private static final String LISTEN = "ingest.listen";

  private final IngestConfig config;
  private final Map<String, String> environment;
  private final LimitsConfig limits;
  private final IngestDoor door;
  private final AlertIntake intake;
  private final AlertReading reading;
  private final List<IngestRoute> routes;

  private Ingestion(
      IngestConfig config,
      Map<String, String> environment,
      LimitsConfig limits,
      IngestDoor door,
      AlertIntake intake,
      AlertReading reading,
      List<IngestRoute> routes) {
    this.config = config;
    this.environment = environment;
    this.limits = limits;
    this.door = door;
    this.intake = intake;
    this.reading = reading;
    this.routes = List.copyOf(routes);
  }

  /** What alerts are judged by, and where they go. */
  record Parts(
      Pipeline pipeline,
      Telling telling,
      Database database,
      PodLookup pods,
      PlaceLookup places,
      WrittenDirectories writes) {}

  /**
   * @param others routes beside those for alerts
   * @throws IllegalStateException naming the secret that cannot be read
   */
  static Ingestion start(RunOptions options, Parts parts, List<IngestRoute> others) {
    Map<String, String> environment = options.around().environment();
    IngestConfig config = options.configuration().ingest();
    // who signs goes by the time that it is, whatever time it is here
    IngestDoor door = IngestDoor.of(config, environment, InstantSource.system());
    AlertIntake intake =
        AlertIntake.start(
            new AlertIntake.Cluster(parts.pods(), parts.places(), parts.writes()::of),
            new IngestionWay(parts.pipeline(), parts.telling()),
            parts.database(),
            options.clock(),
            options.clockOffset());
    List<IngestRoute> routes = new ArrayList<>(others);
    routes.add(intake.route());
    AlertReading reading = AlertReading.start(config, intake, parts.database());
    if (config.stdin()) {
      reading.read(System.in);
    }
    // at any rate: a program that hands in alerts may not try again
    LimitsConfig limits = options.configuration().http().limits().atAnyRate();
    return new Ingestion(config, environment, limits, door, intake, reading, routes);
  }

  /** With the addresses and ports of this. */
  Served into(Served served) {
    Served all = served.with(List.of(IngestRoute.section(door, routes)));
    for (Listener listener : listeners(config)) {
      all = all.with(listener);
    }
    return all;
  }

  private List<Listener> listeners(IngestConfig wanted) {
    List<Listener> all = new ArrayList<>();
    if (wanted.listen() != null) {
      Section section = IngestRoute.section(door, routes);
      all.add(new Listener(LISTEN, wanted.listen(), wanted.tls(), limits, List.of(section)));
    }
    ListenAddress talon = wanted.talon().listen();
    if (talon != null) {
      Section shape = IngestRoute.talon(door, intake.talonRoute());
      all.add(new Listener("ingest.talon.listen", talon, wanted.tls(), limits, List.of(shape)));
    }
    return all;
  }

  /**
   * Who comes in, where, and which files are read, as another configuration says.
   *
   * @param server that listens
   * @throws IllegalStateException naming the secret, address or certificate that cannot be had
   */
  Prepared prepare(IngestConfig wanted, ControlServer server) {
    Prepared senders = door.prepare(wanted, environment);
    Prepared ports = server.prepare("ingest.", listeners(wanted));
    return new Prepared() {
      @Override
      public void apply() {
        senders.apply();
        ports.apply();
        reading.use(wanted.files());
      }

      @Override
      public void discard() {
        ports.discard();
      }
    };
  }

  /** As counted since the start, by a name for people. */
  SortedMap<String, Long> counters() {
    return intake.counters();
  }

  /** What did not become a detection although somebody sent it, by the place where it was lost. */
  SortedMap<String, Long> losses() {
    return intake.losses();
  }

  @Override
  public void close() {
    reading.close();
    intake.close();
  }
}
