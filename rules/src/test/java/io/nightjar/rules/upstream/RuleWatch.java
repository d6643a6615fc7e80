package io.nightjar.rules.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.field.HostNames;
import io.nightjar.rules.match.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Rules on the events of the real kernel, which sends what these rules need and no more. */
final class RuleWatch implements AutoCloseable {
  private final KernelEventSource source;
  private final ProcessTable processes = ProcessTable.ofThisMachine();
  private final RuleEvaluator evaluator;

  private RuleWatch(KernelEventSource source, RuleSet rules) {
    this.source = source;
    evaluator = new RuleEvaluator(rules, new ClusterNames());
    processes.seed();
    source.sendEnvironment(rules.usesEnvironment());
    source.configure(rules.kernelFilter());
  }

  /** Skips the test, with the reason, where the kernel cannot be observed. */
  static RuleWatch open(RuleSet rules) {
    KernelEventSource source = null;
    String reason = "";
    try {
      source = KernelEventSource.open();
    } catch (DriverUnavailable e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(source != null, "no driver: " + reason);
    if (source == null) {
      throw new AssertionError("unreachable");
    }
    return new RuleWatch(source, rules);
  }

  /** What the rules said of a container while a program ran, from its start to its end. */
  record Run(List<Match> matches, String output) {
    List<String> rules() {
      return matches.stream().map(match -> match.rule().name()).distinct().toList();
    }

    List<String> outputs(String rule) {
      return matches.stream()
          .filter(match -> match.rule().name().equals(rule))
          .map(Match::output)
          .toList();
    }
  }

  /**
   * Runs a program of this machine and judges what happens in the container meanwhile.
   *
   * @param privileged what the cluster says of the container
   */
  Run run(String containerId, boolean privileged, List<String> command)
      throws IOException, InterruptedException {
    SortedMap<String, String> labels = new TreeMap<>();
    ContainerMetadata pod =
        ContainerMetadata.ofPod(
            "web", "docker.io/library/web:1", privileged, "web-1", "", "shop", labels);
    Path output = Files.createTempFile("output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .start();
    long pid = process.pid();
    List<Match> matches = new ArrayList<>();
    boolean[] ended = new boolean[1];
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .pollInSameThread()
        .until(
            () -> {
              source.poll(
                  event -> {
                    matches.addAll(judge(event, containerId, pod));
                    ended[0] |= event.type() == EventType.PROCESS_EXIT && event.tgid() == pid;
                  },
                  20);
              return ended[0];
            });
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    Files.delete(output);
    return new Run(matches, text);
  }

  private List<Match> judge(EventView event, String containerId, ContainerMetadata pod) {
    @Nullable ProcessInfo process = processes.apply(event);
    return process != null && process.containerId().equals(containerId)
        ? evaluator.evaluate(event, process, pod)
        : List.of();
  }

  @Override
  public void close() {
    source.close();
  }

  /** What a cluster's name server would say. */
  private static final class ClusterNames implements HostNames {
    private static final IpAddress API_SERVER = IpAddress.v4(0x0a60_0001);
    private static final String NAME = "kubernetes.default.svc.cluster.local";

    @Override
    public Set<IpAddress> addresses(String name) {
      return name.equals(NAME) ? Set.of(API_SERVER) : Set.of();
    }

    @Override
    public @Nullable String name(IpAddress address) {
      return address.equals(API_SERVER) ? NAME : null;
    }
  }
}
