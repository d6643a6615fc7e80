package io.nightjar.policy;

import io.nightjar.config.ConfigErrors;
import io.nightjar.config.Configuration;
import io.nightjar.config.FileWatch;
import io.nightjar.config.LastGood;
import io.nightjar.detect.Detector;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.PlaybookSession;
import io.nightjar.rules.RuleEvaluator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts changed guards, rules and playbooks in force without a restart, on a change of their files
 * or when asked; whatever is wrong with them, the last good ones stay in force and the error is
 * told.
 */
public final class Reloading implements AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The configuration as its file says it now. */
  @FunctionalInterface
  public interface Rereading {
    Configuration read() throws ConfigErrors;
  }

  /**
   * What is changed by a reload.
   *
   * @param guards takes the settings of the guards out of a configuration
   */
  public record Targets(
      PlaybookSession session,
      Detector detector,
      NodeSensor sensor,
      Consumer<Configuration> guards) {}

  private record Loaded(Configuration configuration, Policy policy) {}

  private final Targets targets;
  private final Telling telling;
  private final LastGood lastGood;
  private final FileWatch watch;
  private volatile Policy inForce;
  private volatile String broken = "";

  private Reloading(
      Rereading rereading,
      PolicyLoader loader,
      List<Path> files,
      Policy first,
      Targets targets,
      Telling telling) {
    this.targets = targets;
    this.telling = telling;
    this.inForce = first;
    this.lastGood =
        LastGood.of(
            "configuration, rules and playbooks",
            () -> load(rereading.read(), loader),
            this::apply,
            telling::reloaded);
    this.watch = FileWatch.start(files, LOOK, () -> reload("a change of the files"));
  }

  /**
   * Begins to watch the files of {@code configuration} and {@code configFile}.
   *
   * @param configFile empty where there is none
   * @param first the policy in force
   */
  public static Reloading start(
      Rereading rereading,
      PolicyLoader loader,
      List<Path> configFile,
      Configuration configuration,
      Policy first,
      Targets targets,
      Telling telling) {
    List<Path> files = new ArrayList<>(configFile);
    files.addAll(configuration.rules());
    files.add(configuration.playbooks());
    return new Reloading(rereading, loader, files, first, targets, telling);
  }

  private static Loaded load(Configuration configuration, PolicyLoader loader) throws Exception {
    return new Loaded(configuration, loader.load(configuration));
  }

  // the kernel first, so that no event is missing that a new rule needs
  private void apply(Loaded loaded) {
    Policy policy = loaded.policy();
    try {
      targets.sensor().use(policy.rules());
      targets.session().reload(policy.playbooks()).join();
      targets.detector().use(new RuleEvaluator(policy.rules()));
      targets.guards().accept(loaded.configuration());
      inForce = policy;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while reloading", e);
    }
  }

  /**
   * Loads everything again.
   *
   * @return what was wrong, empty when the new policy is in force
   */
  public List<String> reload(String who) {
    telling.record("policy.reload-asked", who, "configuration, rules and playbooks");
    String problem = lastGood.reload().orElse("");
    broken = problem;
    return problem.isEmpty() ? List.of() : List.of(problem);
  }

  public Policy inForce() {
    return inForce;
  }

  /** Why the files as they are now are not in force; empty when they are. */
  public String broken() {
    return broken;
  }

  @Override
  public void close() {
    watch.close();
  }
}
