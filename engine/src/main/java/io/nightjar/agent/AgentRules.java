package io.nightjar.agent;

import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.FileWatch;
import io.nightjar.detect.Detector;
import io.nightjar.detect.ResolvedNames;
import io.nightjar.http.ReloadReport;
import io.nightjar.node.NodeSensor;
import io.nightjar.policy.ConfigChanges;
import io.nightjar.policy.FileContents;
import io.nightjar.policy.RuleChanges;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of a node without playbooks. Changed ones come into force without a restart, on a
 * change of their files or when asked; whatever is wrong with them, the last good ones stay.
 */
final class AgentRules implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AgentRules.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String WATCH = "a change of the files";

  /** The configuration as its files say it now. */
  @FunctionalInterface
  interface Rereading {
    ConfigLoader.Reading read() throws ConfigErrors;
  }

  /**
   * What is in force.
   *
   * @param digest hash of the files of the rules
   */
  record InForce(ConfigLoader.Reading reading, RuleSet rules, String digest) {
    Configuration configuration() {
      return reading.configuration();
    }
  }

  private final Rereading rereading;
  private final ResolvedNames names;
  private final Detector detector;
  private volatile InForce inForce;
  private volatile String broken = "";
  private @Nullable NodeSensor sensor;
  private @Nullable FileWatch watch;

  /** Loads what is in force at the start. */
  static InForce load(ConfigLoader.Reading reading) throws RuleErrors {
    Configuration configuration = reading.configuration();
    String digest = FileContents.hash(configuration.rules());
    return new InForce(
        reading, RuleLoader.load(configuration.rules(), configuration.ruleSettings()), digest);
  }

  AgentRules(Rereading rereading, InForce first, ResolvedNames names, Detector detector) {
    this.rereading = rereading;
    this.inForce = first;
    this.names = names;
    this.detector = detector;
  }

  /** From now on changes are taken up. */
  synchronized void watch(NodeSensor running) {
    sensor = running;
    if (inForce.configuration().falco().watchConfigFiles()) {
      watch = FileWatch.start(files(inForce.reading()), LOOK, () -> log(reload(WATCH)));
    }
  }

  private static List<Path> files(ConfigLoader.Reading reading) {
    List<Path> files = new ArrayList<>(reading.files());
    files.addAll(reading.configuration().rules());
    return files;
  }

  static void log(ReloadReport report) {
    if (!report.problems().isEmpty()) {
      log.error(
          "NOT reloaded, the last good rules stay in force:\n{}",
          String.join("\n", report.problems()));
    } else if (!report.changes().isEmpty()) {
      log.info("reloaded:\n{}", String.join("\n", report.changes()));
    }
  }

  /**
   * Loads everything again.
   *
   * @param who asks
   */
  synchronized ReloadReport reload(String who) {
    log.debug("reloading for {}", who);
    try {
      List<String> changes = apply(rereading.read());
      broken = "";
      return new ReloadReport(List.of(), changes);
    } catch (ConfigErrors | RuleErrors | RuntimeException e) {
      String problem = e.getMessage() == null ? e.toString() : e.getMessage();
      broken = problem;
      return new ReloadReport(List.of(problem), List.of());
    }
  }

  private List<String> apply(ConfigLoader.Reading reading) throws RuleErrors {
    InForce before = inForce;
    Configuration wanted = reading.configuration();
    List<String> changes = new ArrayList<>(ConfigChanges.between(before.reading(), reading));
    boolean same =
        before.digest().equals(FileContents.hash(wanted.rules()))
            && before.rules().settings().equals(wanted.ruleSettings());
    InForce after = same ? new InForce(reading, before.rules(), before.digest()) : load(reading);
    if (!same) {
      changes.addAll(RuleChanges.between(before.rules(), after.rules()));
      Runnable judge =
          () -> {
            names.watch(after.rules().hostNames());
            detector.use(new RuleEvaluator(after.rules(), names));
          };
      NodeSensor running = sensor;
      if (running == null) {
        judge.run();
      } else {
        running.change(before.rules(), after.rules(), judge);
      }
    }
    inForce = after;
    FileWatch files = watch;
    if (files != null) {
      files.follow(files(reading));
    }
    return changes;
  }

  InForce inForce() {
    return inForce;
  }

  /** Why the files as they are now are not in force; empty when they are. */
  String broken() {
    return broken;
  }

  @Override
  public synchronized void close() {
    FileWatch files = watch;
    if (files != null) {
      files.close();
    }
  }
}
