package io.nightjar.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final KubernetesClientException away =
      new KubernetesClientException("failed", new ConnectException("Connection refused"));

  private final AtomicLong seconds = new AtomicLong(1_000);
  private final Outage outage =
      new Outage("https://10.0.0.1:6443/", () -> TimeUnit.SECONDS.toNanos(seconds.get()));

  @Test
  void anHourWithoutTheApiServerIsALineAMinuteWhoeverWatches() {
    List<String> lines = new ArrayList<>();
    for (int second = 0; second < 3_600; second += 10) {
      for (String what : List.of("Pods", "Nodes", "Namespaces", "Events", "Deployments")) {
        outage.line(what, away).ifPresent(lines::add);
      }
      seconds.addAndGet(10);
    }
    assertThat(lines).hasSize(60);
    assertThat(lines.getFirst())
        .startsWith("the API server https://10.0.0.1:6443/ cannot be watched, trying again: ")
        .contains("ConnectException: Connection refused")
        .contains("nightjar doctor");
    assertThat(lines.getLast()).contains("for 59 minutes now (Deployments, Events, Namespaces, ");
  }

  @Test
  void thatItIsOverIsSaidOnceWhenEveryWatchWorksAgain() {
    assertThat(outage.over("Pods")).isEmpty();
    assertThat(outage.line("Pods", away)).isPresent();
    assertThat(outage.line("Nodes", away)).isEmpty();
    seconds.addAndGet(42);
    assertThat(outage.over("Pods")).isEmpty();
    assertThat(outage.over("Nodes")).get().asString().contains("again, after 42 seconds");
    assertThat(outage.over("Nodes")).isEmpty();
    assertThat(outage.line("Pods", away)).as("the next time is another one").isPresent();
  }

  @Test
  void whatMayNotBeSeenIsNoOutage() {
    KubernetesClientException forbidden =
        new KubernetesClientException("events is forbidden", 403, null);
    assertThat(outage.line("Events", forbidden))
        .get()
        .asString()
        .contains("events is forbidden")
        .contains("permission");
    assertThat(outage.line("Events", forbidden)).isEmpty();
    assertThat(outage.line("Pods", away)).isPresent();
    assertThat(outage.over("Pods")).as("though events are still forbidden").isPresent();
  }

  @Test
  void anExpiredTokenIsNamed() {
    assertThat(outage.line("Pods", new KubernetesClientException("Unauthorized", 401, null)))
        .get()
        .asString()
        .contains("has not expired");
  }
}
