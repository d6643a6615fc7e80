package io.nightjar;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.Shell;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.FileWatch;
import io.nightjar.config.KafkaConfig;
import io.nightjar.kafka.DecidingEngine;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.Policy;
import io.nightjar.policy.PolicyLoader;
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

  private final Closing closing = new Closing();
  private final RunOptions options;
  private final PolicyLoader loader = new PolicyLoader();
  private final Calendars calendars;
  private final DecidingEngine engine;
  private Policy policy;

  private DecidingProcess(RunOptions options, KafkaConfig kafka) throws Exception {
    this.options = options;
    Configuration configuration = options.configuration();
    calendars = new Calendars(configuration.calendarSpecs(options.around().zone()));
    policy = loader.load(configuration);
    engine =
        closing.add(
            DecidingEngine.start(
                kafka.settings(options.around().hostName()),
                Deciding.shared(options, kafka, policy.playbooks(), calendars)));
    if (configuration.falco().watchConfigFiles()) {
      closing.add(FileWatch.start(files(options.reading()), LOOK, this::reload));
    }
    Signals.on("HUP", this::reload);
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
                  + options.around().hostName()
                  + ": "
                  + process.policy.playbooks().names().size()
                  + " playbooks, on its share of the partitions");
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
  private synchronized void reload() {
    try {
      Configuration configuration = options.reread().configuration();
      Runnable changed = calendars.prepare(configuration.calendarSpecs(options.around().zone()));
      Policy next = loader.load(configuration);
      changed.run();
      if (!next.playbooks().digest().equals(policy.playbooks().digest())) {
        engine.reload(next.playbooks()).join();
      }
      policy = next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // whatever a loader throws, deciding goes on with what it has
      log.error("not reloaded, the last good playbooks stay in force: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
