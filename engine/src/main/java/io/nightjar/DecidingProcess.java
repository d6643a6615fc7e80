package io.nightjar;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.Shell;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.FileWatch;
import io.nightjar.config.KafkaConfig;
import io.nightjar.http.ReloadReport;
import io.nightjar.kafka.DecidingEngine;
import io.nightjar.observe.DecidingMetrics;
import io.nightjar.observe.SmallServer;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.Policy;
import io.nightjar.policy.PolicyLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that only decides: it takes its share of the partitions from Kafka and hands back what
 * its playbooks ask for. It has no store and no cluster, sees no node, and can touch nothing.
 */
public final class DecidingProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DecidingProcess.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String FOLDER = "decide";

  private final Closing closing = new Closing();
  private final RunOptions options;
  private final PolicyLoader loader = new PolicyLoader();
  private final Calendars calendars;
  private final String name;
  private final DecidingEngine engine;
  private final SmallServer server;
  private volatile Policy policy;
  private volatile String notReloaded = "";

  private DecidingProcess(RunOptions options, KafkaConfig kafka) throws Exception {
    this.options = options;
    Configuration configuration = options.configuration();
    calendars = new Calendars(configuration.calendarSpecs(options.around().zone()));
    policy = loader.load(configuration);
    name = Standing.name(options);
    engine =
        closing.add(
            DecidingEngine.start(
                kafka.settings(name),
                Deciding.shared(options, kafka, policy.playbooks(), calendars)));
    try {
      server = closing.add(serve(kafka));
    } catch (IOException e) {
      closing.close();
      throw e;
    }
    if (configuration.falco().watchConfigFiles()) {
      closing.add(FileWatch.start(files(options.reading()), LOOK, () -> reload("file change")));
    }
    Signals.on("HUP", () -> reload("signal:HUP"));
  }

  /** In a folder of its own: the engine that acts may have the same state folder. */
  private SmallServer serve(KafkaConfig kafka) throws IOException {
    Path folder = Files.createDirectories(options.configuration().state().resolve(FOLDER));
    DecidingStatus status =
        new DecidingStatus(
            name,
            String.join(", ", kafka.servers()),
            options.clock().instant(),
            engine,
            () -> policy.rules().rules().size(),
            () -> notReloaded,
            options.clock());
    DecidingMetrics metrics = closing.add(new DecidingMetrics(status::now));
    return SmallServer.start(
        "kafka.listen",
        kafka.listen(),
        folder,
        new SmallServer.Served(
            status::now, metrics::text, this::reload, status.alive(), status.ready()));
  }

  /**
   * @throws Exception when it cannot start; the message says what to do
   */
  static DecidingProcess start(RunOptions options) throws Exception {
    KafkaConfig kafka = options.configuration().kafka();
    if (kafka == null) {
      throw new IllegalArgumentException(
          "the configuration names no kafka: one engine decides alone then, start it by"
              + " `nightjar run`");
    }
    return new DecidingProcess(options, kafka);
  }

  /** Decides until the process is told to stop. */
  public static int run(RunOptions options, Shell shell) throws Exception {
    try (Stopping stopping = new Stopping();
        DecidingProcess process = start(options)) {
      shell
          .out()
          .println(
              "Nightjar decides as "
                  + process.name
                  + ": "
                  + process.policy.playbooks().names().size()
                  + " playbooks, on its share of the partitions; health and metrics at "
                  + process.server.url());
      shell.out().flush();
      stopping.await();
      return ExitCode.OK;
    }
  }

  private static List<Path> files(ConfigLoader.Reading reading) {
    List<Path> files = new ArrayList<>(reading.files());
    files.addAll(reading.configuration().rules());
    files.add(reading.configuration().playbooks());
    return files;
  }

  /** What is wrong leaves the last good ones in force; the engine that acts tells people of it. */
  private synchronized ReloadReport reload(String by) {
    try {
      Configuration configuration = options.reread().configuration();
      Runnable changed = calendars.prepare(configuration.calendarSpecs(options.around().zone()));
      Policy next = loader.load(configuration);
      changed.run();
      boolean other = !next.playbooks().digest().equals(policy.playbooks().digest());
      if (other) {
        engine.reload(next.playbooks()).join();
        log.info("other playbooks are in force, by {}", by);
      }
      policy = next;
      notReloaded = "";
      return new ReloadReport(
          List.of(),
          other ? List.of(next.playbooks().names().size() + " playbooks in force") : List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ReloadReport(List.of("interrupted"), List.of());
    } catch (Exception e) {
      // whatever a loader throws, deciding goes on with what it has
      notReloaded = String.valueOf(e.getMessage());
      log.error("not reloaded, the last good playbooks stay in force: {}", notReloaded);
      return new ReloadReport(List.of(notReloaded), List.of());
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
