package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.cli.Paint;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.Shell;
import io.nightjar.cli.attack.AttackCommand;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * A whole Nightjar in this process, with the real driver and the practice cluster, living at a time
 * of our choice; and real attacks on it.
 */
final class Watch implements AutoCloseable {

  static final Instant NIGHT = Instant.parse("2026-11-20T03:00:00Z");
  static final Instant DAY = Instant.parse("2026-11-20T14:00:00Z");

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path state;
  private final Surroundings around;
  private final Nightjar nightjar;

  private Watch(Path state, Surroundings around, Nightjar nightjar) {
    this.state = state;
    this.around = around;
    this.nightjar = nightjar;
  }

  /** Skips the test, with the reason, where the kernel cannot be watched. */
  static void requireKernelAndContainers() throws Exception {
    try {
      KernelEventSource.open().close();
    } catch (DriverUnavailable e) {
      assumeThat(e.getMessage()).as("the driver is needed").isNull();
    }
    for (String tool : List.of("runc", "busybox", "script", "nsenter")) {
      assumeThat(onPath(tool)).as(tool + " is on the PATH").isTrue();
    }
  }

  private static boolean onPath(String tool) {
    return List.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /**
   * @param playbooks null for those of the repository
   */
  static Watch at(Instant time, Path state, @Nullable Path playbooks) throws Exception {
    return at(time, state, playbooks, null);
  }

  /**
   * @param playbooks null for those of the repository
   * @param config a nightjar.yaml, or null for none
   */
  static Watch at(Instant time, Path state, @Nullable Path playbooks, @Nullable Path config)
      throws Exception {
    return at(time, state, playbooks, config, false);
  }

  /** An engine without a driver of its own, whose nodes are those of agents; needs no kernel. */
  static Watch engineAt(Instant time, Path state, Path config) throws Exception {
    return at(time, state, null, config, true);
  }

  private static Watch at(
      Instant time,
      Path state,
      @Nullable Path playbooks,
      @Nullable Path config,
      boolean engineAlone)
      throws Exception {
    Surroundings process = Surroundings.ofThisProcess();
    Surroundings around =
        new Surroundings(
            process.environment(),
            state,
            repository(),
            state.resolve("none.yaml"),
            process.root(),
            process.hostName(),
            UTC);
    Overrides overrides =
        new Overrides(state, null, List.of(), playbooks, null, Practice.ALWAYS, 0)
            .withEngine(engineAlone);
    ConfigLoader.Reading configuration =
        new ConfigLoader(around).read(Optional.ofNullable(config), overrides);
    if (playbooks == null) {
      LibraryCache.standInFor(state.resolve("playbook-cache"));
    }
    Duration offset = Duration.between(Instant.now(), time);
    RunOptions options =
        new RunOptions(
            Optional.ofNullable(config),
            configuration,
            overrides,
            InstantSource.offset(InstantSource.system(), offset),
            offset,
            around);
    return new Watch(state, around, Nightjar.start(options));
  }

  /** The folder with the POM of all modules. */
  static Path repository() {
    return Path.of("").toAbsolutePath().resolveSibling(".").normalize();
  }

  /** Plays a real attack and returns what the attacker's terminal showed. */
  String attack(String name, String... options) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    Shell shell =
        new Shell(out, out, new Paint(false), UTC, InstantSource.system(), "tester", around);
    String[] arguments = new String[3 + options.length];
    arguments[0] = name;
    arguments[1] = "--state";
    arguments[2] = state.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    new CommandLine(new AttackCommand(shell)).setOut(out).setErr(out).execute(arguments);
    return text.toString();
  }

  List<Response> responses() {
    return nightjar.desk().list(ResponseFilter.ALL);
  }

  /** The newest response of an action that is or gets into a state. */
  Response awaitResponse(String action, ResponseState state) {
    return awaitValue(
        () ->
            responses().stream()
                .filter(response -> response.request().actionId().equals(action))
                .filter(response -> response.state() == state)
                .findFirst());
  }

  private static <T> T awaitValue(Callable<Optional<T>> value) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(value, Optional::isPresent)
        .orElseThrow();
  }

  Nightjar nightjar() {
    return nightjar;
  }

  KubernetesClient client() {
    return nightjar.cluster().client();
  }

  Pod pod(String namespace, String name) {
    Pod pod = client().pods().inNamespace(namespace).withName(name).get();
    assertThat(pod).as(namespace + "/" + name).isNotNull();
    return pod;
  }

  Path state() {
    return state;
  }

  @Override
  public void close() {
    nightjar.close();
  }
}
