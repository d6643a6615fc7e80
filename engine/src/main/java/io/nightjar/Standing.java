package io.nightjar;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.SharedKeys;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.VersionCommand;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.config.Configuration;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.StoreConfig;
import io.nightjar.config.TlsConfig;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.StandbyServer;
import io.nightjar.http.Status;
import io.nightjar.policy.Policy;
import io.nightjar.store.Database;
import io.nightjar.store.Leadership;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StandingBy;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine on its way to lead: it opens the store, and while another one leads it waits, tells who
 * asks that it does, and looks whether it could go on with the audit log at all.
 */
final class Standing implements StandingBy.Watch {

  private static final Logger log = LoggerFactory.getLogger(Standing.class);
  private static final int LOOKS_FOR_KEY = 10;

  private final RunOptions options;
  private final StateDirectory directory;
  private final ClusterConnection cluster;
  private final Policy policy;
  private final DressRehearsal rehearsal;
  private final AtomicBoolean stop;
  private final Instant startedAt;
  private final String engine;
  private volatile StandingBy.Leader leader = new StandingBy.Leader(Leadership.Term.NONE, "");
  private @Nullable StandbyServer server;
  private volatile long silentMillis;
  private volatile String keyUnseen = "not looked at yet";
  private int looks;

  /**
   * @param rehearsal done once while another engine leads
   * @param stop whether the process was told to stop
   */
  Standing(
      RunOptions options,
      StateDirectory directory,
      ClusterConnection cluster,
      Policy policy,
      DressRehearsal rehearsal,
      AtomicBoolean stop) {
    this.options = options;
    this.directory = directory;
    this.cluster = cluster;
    this.policy = policy;
    this.rehearsal = rehearsal;
    this.stop = stop;
    this.startedAt = options.clock().instant();
    this.engine = name(options);
  }

  /** The engine's name among others: that of its pod, or of its machine. */
  static String name(RunOptions options) {
    return options.around().environment().getOrDefault("POD_NAME", options.around().hostName());
  }

  private Configuration configuration() {
    return options.configuration();
  }

  /**
   * Opens the store and begins to lead, as soon as no other engine does.
   *
   * @throws io.nightjar.store.StoppedWaiting when it was told to stop meanwhile
   * @throws IOException when keys are missing
   */
  Database lead() throws IOException {
    StoreConfig store = configuration().store();
    bringKeys();
    boolean waits = store.url() != null && store.standby();
    try {
      Database database =
          Database.open(
              directory,
              store.address(),
              new StandingBy(engine, store.takeOverAfter(), waits ? this : null));
      Leadership.Term term = database.lead(engine, how(), options.clock());
      if (server == null) {
        log.info("{} leads, epoch {}", engine, term.epoch());
      } else {
        log.warn("{} leads now, epoch {}, {}", engine, term.epoch(), how());
      }
      return database;
    } finally {
      rehearsal.abandon();
      StandbyServer open = server;
      if (open != null) {
        open.close();
        server = null;
      }
    }
  }

  /** How this engine came to lead; known once it does. */
  String how() {
    if (server == null && silentMillis == 0 && leader.term().epoch() == 0) {
      return "no engine led when it started";
    }
    String former = leader.term().engine().isEmpty() ? "another engine" : leader.term().engine();
    return "taken over from "
        + former
        + (silentMillis > 0
            ? ", which the database had not heard of for " + silentMillis + " ms"
            : ", whose connection to the database ended");
  }

  @Override
  public void taken() {
    rehearsal.abandon();
  }

  @Override
  public void silent(long millis) {
    silentMillis = millis;
  }

  private void bringKeys() throws IOException {
    Path keys = configuration().store().keys();
    if (keys == null) {
      SharedKeys.none(directory.path());
    } else {
      SharedKeys.bring(keys, directory.path());
    }
  }

  @Override
  public boolean waits(StandingBy.Leader now) {
    boolean changed = !now.term().equals(leader.term());
    leader = now;
    try {
      if (server == null) {
        configuration().store().address().write(directory);
        server = serve();
        log.warn("{}; {} stands by and takes over when it is gone", said(), engine);
      } else if (changed) {
        log.warn("{}", said());
      }
      if (looks++ % LOOKS_FOR_KEY == 0) {
        bringKeys();
        checkKey();
      }
      if (!now.from().isEmpty()) {
        rehearsal.begin();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !stop.get();
  }

  /** An engine that could not sign would be found out when it is needed; so it is found out now. */
  private void checkKey() {
    if (leader.term().epoch() == 0) {
      keyUnseen = "no engine is known to lead";
      return;
    }
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory.path())) {
      String wrong =
          database.read(
              connection -> {
                try {
                  AuditLog.checkKey(connection, directory.path());
                  return "";
                } catch (IOException e) {
                  return String.valueOf(e.getMessage());
                }
              });
      if (!wrong.isEmpty()) {
        throw new MissingKey(wrong);
      }
      keyUnseen = "";
    } catch (StoreException e) {
      keyUnseen = String.valueOf(e.getMessage());
      log.warn("whether the audit key fits could not be seen: {}", e.getMessage());
    }
  }

  /** It could not go on with the audit log. */
  static final class MissingKey extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingKey(String wrong) {
      super(
          "this engine cannot stand by, because it could not sign the audit log: "
              + wrong
              + ". All engines of one database need the same keys: put those of the engine that"
              + " leads (nightjar store keys DIR) into a Secret, mount it, and name the folder in"
              + " store.keys");
    }
  }

  private String said() {
    return leader.from().isEmpty()
        ? "the database cannot be reached; nobody is known to lead"
        : (leader.term().engine().isEmpty() ? "another engine" : leader.term().engine())
            + " leads ("
            + leader.from()
            + ")";
  }

  private StandbyServer serve() throws IOException {
    Configuration now = configuration();
    List<StandbyServer.Beside> beside = new ArrayList<>();
    add(beside, "ingest.listen", now.ingest().listen(), now.ingest().tls(), false);
    add(beside, "ingest.talon.listen", now.ingest().talon().listen(), now.ingest().tls(), false);
    add(beside, "agents.listen", now.agents().listen(), now.agents().tls(), false);
    add(beside, "observe.metrics.listen", now.observe().metrics().listen(), null, true);
    return StandbyServer.start(
        now.http(),
        directory.path(),
        beside,
        new StandbyServer.Told(
            this::status, this::publicWords, this::metrics, now.observe().metrics().open()));
  }

  private static void add(
      List<StandbyServer.Beside> beside,
      String setting,
      @Nullable ListenAddress address,
      @Nullable TlsConfig tls,
      boolean metrics) {
    if (address != null) {
      beside.add(new StandbyServer.Beside(setting, address, tls, metrics));
    }
  }

  /** For everybody who asks: no addresses. */
  private String publicWords() {
    String name = leader.term().engine();
    return name.isEmpty() ? "another engine leads" : name + " leads";
  }

  private String metrics() {
    return """
    # HELP nightjar_leader Whether this engine leads.
    # TYPE nightjar_leader gauge
    nightjar_leader 0
    # HELP nightjar_leader_epoch The how manieth leadership it is, as this engine knows it.
    # TYPE nightjar_leader_epoch gauge
    nightjar_leader_epoch %d
    """
        .formatted(leader.term().epoch());
  }

  private Status status() {
    Leadership.Term term = leader.term();
    TreeMap<String, String> broken = new TreeMap<>();
    if (leader.from().isEmpty()) {
      broken.put("store", "the database cannot be reached");
    }
    return new Status(
        VersionCommand.version(),
        configuration()
            .modeOn(cluster.isPractice())
            .name()
            .toLowerCase(Locale.ROOT)
            .replace('_', '-'),
        startedAt,
        options.clock().instant(),
        configuration().node(),
        new Status.Leadership(
            Status.Leadership.Role.STANDBY,
            term.epoch(),
            term.engine(),
            term.since(),
            true,
            List.of(),
            new Preparedness(!leader.from().isEmpty(), keyUnseen, rehearsal.outcome()).words()),
        new Status.Cluster(
            cluster.name(), cluster.server(), cluster.isPractice(), cluster.reachable()),
        List.of(),
        policy.rules().rules().size(),
        List.copyOf(policy.playbooks().names()),
        new TreeMap<>(),
        new KillSwitchState(false, ""),
        new TreeMap<>(),
        new TreeMap<>(),
        broken);
  }
}
