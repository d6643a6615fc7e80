package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.ingest.Whereabouts.Doubted;
import io.nightjar.ingest.Whereabouts.InPod;
import io.nightjar.ingest.Whereabouts.NotYet;
import io.nightjar.ingest.Whereabouts.Outside;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodResolverTest {

  private static final Sender ANY = new Sender("ingest:any", Set.of(), 1_000);

  private final TestPods pods =
      new TestPods()
          .with("web-1", "node-1", SampleAlerts.ID)
          .with("falco-x7k2p", "node-1", "f".repeat(64))
          .with("far-1", "far.example.com", "e".repeat(64));
  private final PodResolver resolver =
      new PodResolver(pods, new Nodes(pods, PlaceLookup.NONE, () -> Instant.EPOCH));

  @Test
  void findsThePodByTheBeginningOfTheContainersIdOnTheNodeThatSpeaks() {
    assertThat(find("node-1", "5e908e27d34a"))
        .isInstanceOfSatisfying(
            InPod.class,
            in -> {
              assertThat(in.pod().pod().name()).isEqualTo("web-1");
              assertThat(in.containerId()).isEqualTo(SampleAlerts.ID);
            });
  }

  @Test
  void knowsTheNodeByTheNameOfFalcosOwnPodAndWithoutItsDomain() {
    assertThat(find("falco-x7k2p", "5e908e27d34a")).isInstanceOf(InPod.class);
    assertThat(find("far", "eeeeeeeeeeee")).isInstanceOf(InPod.class);
  }

  @Test
  void doubtsANodeThatDoesNotRunThePod() {
    assertThat(find("node-2", "5e908e27d34a")).isInstanceOf(Doubted.class);
    assertThat(find("far", "5e908e27d34a"))
        .isInstanceOfSatisfying(
            Doubted.class, doubted -> assertThat(doubted.why()).contains("node-1", "far"));
  }

  @Test
  void doubtsASenderThatSpeaksOfAnothersNode() {
    Sender other = new Sender("ingest:node-2", Set.of("node-2"), 1_000);

    assertThat(resolver.find(SampleAlerts.shell("node-1", "5e908e27d34a"), other))
        .isInstanceOf(Doubted.class);
    assertThat(resolver.find(SampleAlerts.shell("node-1", "host"), other))
        .isInstanceOf(Doubted.class);
  }

  @Test
  void doubtsNamesAndAUidThatAreNotThePods() {
    String alert = SampleAlerts.falco("node-1", "5e908e27d34a", "2026-11-20T03:00:00Z");

    assertThat(named(alert, "\"k8s.pod.name\":\"web-2\"")).isInstanceOf(Doubted.class);
    assertThat(named(alert, "\"k8s.pod.name\":null,\"k8s.pod.uid\":\"other\""))
        .isInstanceOf(Doubted.class);
    assertThat(named(alert, "\"k8s.pod.name\":\"web-1\",\"k8s.pod.uid\":\"uid-of-web-1\""))
        .isInstanceOf(InPod.class);
  }

  @Test
  void takesANameWithoutAContainerOnlyFromTheNodeThatRunsThePod() {
    String alert =
        SampleAlerts.falco("node-1", "5e908e27d34a", "2026-11-20T03:00:00Z")
            .replace("\"container.id\":\"5e908e27d34a\"", "\"container.id\":null")
            .replace("\"k8s.ns.name\":null", "\"k8s.ns.name\":\"shop\"");

    assertThat(named(alert, "\"k8s.pod.name\":\"web-1\"")).isInstanceOf(InPod.class);
    assertThat(
            named(
                alert.replace("\"hostname\":\"node-1\"", "\"hostname\":\"node-2\""),
                "\"k8s.pod.name\":\"web-1\""))
        .isInstanceOf(Doubted.class);
    assertThat(
            named(
                alert.replace("\"hostname\":\"node-1\"", "\"hostname\":\"\""),
                "\"k8s.pod.name\":\"web-1\""))
        .isInstanceOf(Outside.class);
  }

  @Test
  void anUnknownContainerOfAPodWhoseOwnOnesAreKnownIsNotThatPods() {
    String alert =
        SampleAlerts.falco("node-1", "aaaaaaaaaaaa", "2026-11-20T03:00:00Z")
            .replace("\"k8s.ns.name\":null", "\"k8s.ns.name\":\"shop\"");

    assertThat(named(alert, "\"k8s.pod.name\":\"web-1\"")).isInstanceOf(NotYet.class);

    pods.with("new-1", "node-1", "");
    assertThat(named(alert, "\"k8s.pod.name\":\"new-1\"")).isInstanceOf(InPod.class);
  }

  @Test
  void theHostIsNoPodAndANewContainerMayComeYet() {
    assertThat(find("node-1", "host")).isEqualTo(new Outside("node-1", ""));
    assertThat(find("node-1", "aaaaaaaaaaaa"))
        .isEqualTo(new NotYet(new Outside("node-1", "aaaaaaaaaaaa")));
    assertThat(find("node-1", "5e908e27")).isEqualTo(new Outside("node-1", ""));
  }

  private Whereabouts find(String hostname, String container) {
    return resolver.find(SampleAlerts.shell(hostname, container), ANY);
  }

  private Whereabouts named(String alert, String names) {
    return resolver.find(SampleAlerts.alert(alert.replace("\"k8s.pod.name\":null", names)), ANY);
  }
}
