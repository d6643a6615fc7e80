package io.nightjar.policy;

import io.nightjar.config.ChangedKeys;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.FileWatch;
import io.nightjar.config.Prepared;
import io.nightjar.config.Reload;
import io.nightjar.config.SecretFiles;
import io.nightjar.detect.Detector;
import io.nightjar.http.ReloadReport;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decider;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts changed guards, rules, playbooks, channels, outputs and senders in force without a restart,
 * on a change of their files or when asked; secrets in files are read again, too. All that is new
 * is read and checked before anything in force is touched; whatever is wrong with it, the last good
 * stays in force whole, and the error is told. What did not change is not touched at all.
 */
public final class Reloading implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reloading.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String WATCH = "a change of the files";

  /** The configuration as its files say it now. */
  @FunctionalInterface
  public interface Rereading {
    ConfigLoader.Reading read() throws ConfigErrors;
  }

  /**
   * What is changed by a reload.
   *
   * @param calendars makes the calendars of a configuration ready
   * @param guards takes the settings of the guards out of a configuration
   * @param register notes which playbooks are in force
   */
  public record Targets(
      Decider session,
      Detector detector,
      Function<RuleSet, RuleEvaluator> evaluator,
      NodeSensor sensor,
      Function<Configuration, Runnable> calendars,
      Consumer<Configuration> guards,
      BiConsumer<Configuration, CompiledPlaybooks> register) {}

  /**
   * @param secrets what was in the files of secrets
   */
  private record InForce(ConfigLoader.Reading reading, Policy policy, String secrets) {
    static InForce of(ConfigLoader.Reading reading, Policy policy) {
      return new InForce(reading, policy, SecretFiles.contents(reading.configuration()));
    }

    Configuration configuration() {
      return reading.configuration();
    }
  }

  /**
   * @param calendars puts those of the new configuration in force
   */
  private record Next(InForce state, Runnable calendars, List<Prepared> parts) {}

  /**
   * Makes a part of another configuration ready.
   *
   * @see Prepared
   */
  @FunctionalInterface
  public interface Part {
    /**
     * @throws IllegalStateException that begins with the key that cannot be had
     */
    Prepared prepare(Configuration wanted);
  }

  private final Rereading rereading;
  private final PolicyLoader loader;
  private final Targets targets;
  private final Telling telling;
  private final @Nullable FileWatch watch;
  private final Configuration atStart;
  private final String secretsAtStart;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile InForce inForce;
  private volatile String broken = "";
  private volatile List<String> waiting = List.of();
  private List<Part> parts = List.of();
  private boolean open;
  private boolean missed;

  private Reloading(
      Rereading rereading, PolicyLoader loader, InForce first, Targets targets, Telling telling) {
    this.rereading = rereading;
    this.loader = loader;
    this.targets = targets;
    this.telling = telling;
    this.inForce = first;
    this.atStart = first.configuration();
    this.secretsAtStart = SecretFiles.contents(restarting(atStart));
    this.watch =
        first.configuration().falco().watchConfigFiles()
            ? FileWatch.start(files(first.reading()), LOOK, this::changed)
            : null;
  }

  /**
   * Begins to watch the files of {@code first}, unless it says not to.
   *
   * @param policy in force
   */
  public static Reloading start(
      Rereading rereading,
      PolicyLoader loader,
      ConfigLoader.Reading first,
      Policy policy,
      Targets targets,
      Telling telling) {
    return new Reloading(rereading, loader, InForce.of(first, policy), targets, telling);
  }

  /** The sections whose secrets are read at the start alone. */
  private static List<Object> restarting(Configuration configuration) {
    return List.of(
        configuration.evidence(),
        configuration.actions(),
        configuration.http(),
        configuration.observe());
  }

  /**
   * Everything is there: changes are taken up from now on, also those that came meanwhile.
   *
   * @param all that follow the configuration, in the order in which they do
   */
  public synchronized void open(List<Part> all) {
    parts = List.copyOf(all);
    open = true;
    if (missed) {
      ReloadReport unused = reload(WATCH);
    }
  }

  private synchronized void changed() {
    if (open) {
      ReloadReport unused = reload(WATCH);
    } else {
      missed = true;
    }
  }

  private static List<Path> files(ConfigLoader.Reading reading) {
    List<Path> files = new ArrayList<>(reading.files());
    files.addAll(reading.configuration().rules());
    files.add(reading.configuration().playbooks());
    return files;
  }

  /**
   * Loads everything again.
   *
   * @param who asks
   */
  public synchronized ReloadReport reload(String who) {
    if (!who.equals(WATCH)) {
      telling.record("policy.reload-asked", who, "configuration, rules and playbooks");
    }
    try {
      List<String> changes = applied(load());
      done.incrementAndGet();
      boolean mended = !broken.isEmpty();
      broken = "";
      if (!changes.isEmpty() || mended || !who.equals(WATCH)) {
        telling.reloaded(
            changes.isEmpty()
                ? "reloaded; nothing changed since it was last loaded"
                : "reloaded:\n" + lines(changes));
      }
      return new ReloadReport(List.of(), changes);
    } catch (Exception e) {
      // whatever a loader throws, the night watch goes on with what it has
      String problem = e.getMessage() == null ? e.toString() : e.getMessage();
      log.debug("not reloaded", e);
      refused.incrementAndGet();
      broken = problem;
      telling.reloaded(
          "NOT reloaded, the last good configuration, rules and playbooks stay in force:\n"
              + problem);
      return new ReloadReport(List.of(problem), List.of());
    }
  }

  private static String lines(List<String> changes) {
    return String.join("\n", changes);
  }

  private Next load() throws Exception {
    ConfigLoader.Reading reading = rereading.read();
    Configuration configuration = reading.configuration();
    Runnable calendars = targets.calendars().apply(configuration);
    Policy policy = loader.load(configuration, inForce.policy());
    return new Next(InForce.of(reading, policy), calendars, prepared(reading));
  }

  /** All of them or none. */
  private List<Prepared> prepared(ConfigLoader.Reading reading) {
    List<Prepared> ready = new ArrayList<>();
    try {
      for (Part part : parts) {
        ready.add(part.prepare(reading.configuration()));
      }
      return ready;
    } catch (IllegalStateException e) {
      ready.forEach(Prepared::discard);
      throw new IllegalStateException(reading.places().located(String.valueOf(e.getMessage())), e);
    }
  }

  private List<String> applied(Next next) throws InterruptedException {
    try {
      return apply(next);
    } catch (RuntimeException e) {
      next.parts().forEach(Prepared::discard);
      throw e;
    }
  }

  private List<String> apply(Next next) throws InterruptedException {
    InForce before = inForce;
    InForce after = next.state();
    List<String> changes =
        new ArrayList<>(ConfigChanges.between(before.reading(), after.reading()));
    if (!after.secrets().equals(before.secrets())) {
      changes.add("secrets changed in their files");
    }
    next.calendars().run();
    if (!after.policy().playbookFiles().equals(before.policy().playbookFiles())) {
      Duration pause = targets.session().reload(after.policy().playbooks()).join();
      changes.add("playbooks: " + String.join(", ", after.policy().playbooks().names()));
      log.info("playbooks swapped; nothing was decided for {} ms", pause.toMillis());
      after
          .policy()
          .playbooks()
          .distrusted()
          .forEach((name, why) -> changes.add("playbook " + name + " " + why));
    }
    RuleSet rules = after.policy().rules();
    if (rules != before.policy().rules()) {
      changes.addAll(RuleChanges.between(before.policy().rules(), rules));
      targets
          .sensor()
          .change(
              before.policy().rules(),
              rules,
              () -> targets.detector().use(targets.evaluator().apply(rules)));
    }
    after.policy().idle().stream()
        .filter(line -> !before.policy().idle().contains(line))
        .forEach(changes::add);
    targets.guards().accept(after.configuration());
    next.parts().forEach(Prepared::apply);
    targets.register().accept(after.configuration(), after.policy().playbooks());
    inForce = after;
    waiting = waiting(after.configuration());
    if (watch != null) {
      watch.follow(files(after.reading()));
    }
    return changes;
  }

  /** What is in force is what it was at the start, whatever the files say now. */
  private List<String> waiting(Configuration now) {
    List<String> keys = new ArrayList<>(ChangedKeys.between(atStart, now, Reload.RESTART));
    if (keys.isEmpty() && !SecretFiles.contents(restarting(now)).equals(secretsAtStart)) {
      keys.add("a secret of evidence, actions, http or observe");
    }
    return List.copyOf(keys);
  }

  /** Keys that were changed and wait for the next start. */
  public List<String> waiting() {
    return waiting;
  }

  /** How often it was reloaded, and how often what the files said was refused. */
  public SortedMap<String, Long> counters() {
    return new TreeMap<>(Map.of("reloads", done.get(), "reloads refused", refused.get()));
  }

  public Policy inForce() {
    return inForce.policy();
  }

  /** The configuration that is in force. */
  public Configuration configuration() {
    return inForce.configuration();
  }

  /** Why the files as they are now are not in force; empty when they are. */
  public String broken() {
    return broken;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
