package io.nightjar.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.agent.link.Credentials;
import io.nightjar.agent.link.Engines;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.agent.link.Pause;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.TlsConfig;
import io.nightjar.fleet.TestAuthority.Issued;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.AnswerLinks;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.Listener;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.http.Served;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port of agents and the way of an agent to it, with real handshakes. */
@SuppressWarnings("NullAway.Init")
class AgentCertificatesTest {

  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final Pause PAUSE = Thread::sleep;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String TOKENS_ASK_NOBODY = "https://127.0.0.1:1";

  private static final PodLookup NO_PODS =
      new PodLookup() {
        @Override
        public Optional<PodInfo> byUid(String uid) {
          return Optional.empty();
        }

        @Override
        public Optional<PodInfo> byContainerId(String id) {
          return Optional.empty();
        }

        @Override
        public List<PodInfo> ofWorkload(String uid) {
          return List.of();
        }
      };

  private static KubernetesClient cluster;
  private static TestAuthority agents;
  private static TestAuthority engines;

  @TempDir Path folder;
  private final Set<Integer> arrived = new ConcurrentSkipListSet<>();
  private volatile Duration later = Duration.ZERO;
  private ControlServer server;

  @BeforeAll
  static void make() throws Exception {
    cluster =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(TOKENS_ASK_NOBODY).build())
            .build();
    agents = new TestAuthority("agents");
    engines = new TestAuthority("engines");
  }

  @AfterAll
  static void unmake() {
    cluster.close();
  }

  @BeforeEach
  void serve() throws Exception {
    engines.issueServer().into(file("server.crt"), file("server.key"));
    Files.writeString(file("clients.crt"), agents.pem());
    Files.writeString(file("ca.crt"), engines.pem());
    AgentDoor door =
        new AgentDoor(
            new AgentTokens(
                new IdentityReviews(cluster, Wire.AUDIENCE), Set.of(), NO_PODS, this::now),
            this::now);
    Section section =
        Section.of(
                Wire.BASE,
                door,
                Wire.BODY_BYTES_AT_MOST,
                List.of(
                    Route.post(
                        "/hello", null, call -> Reply.ok(List.of(AgentCaller.of(call).node()))),
                    Route.post(
                        "/number",
                        null,
                        call -> {
                          arrived.add(call.body().asInt());
                          return Reply.ok(List.of());
                        })))
            .atAnyRate();
    Listener listener =
        new Listener(
            "agents.listen",
            ListenAddress.anyLocal(),
            new TlsConfig(
                file("server.crt"),
                file("server.key"),
                file("clients.crt"),
                TlsConfig.ClientCertificate.WANT),
            LimitsConfig.defaults().atAnyRate(),
            List.of(section));
    server =
        ControlServer.start(
            HttpConfig.on(ListenAddress.anyLocal(), null),
            folder,
            Served.of(
                    new FakeBackend(),
                    new EventFeed(9),
                    AnswerLinks.open(folder, Map.of(), null, this::now))
                .with(listener));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Instant now() {
    return Instant.now().plus(later);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** The way of an agent that has that certificate, or none. */
  private Link link(@Nullable Issued shown) throws IOException {
    if (shown != null) {
      shown.into(file("agent.crt"), file("agent.key"));
    }
    return new Link(
        new Engines(List.of(server.url("agents.listen"))),
        new Credentials(
            null,
            file("ca.crt"),
            shown == null ? null : file("agent.crt"),
            shown == null ? null : file("agent.key")));
  }

  /** Who the engine takes it for. */
  private static String node(Link link) throws LinkFailure, InterruptedException {
    return (String) link.post("/hello", Map.of(), List.class, WITHIN).getFirst();
  }

  private void staysOutside(@Nullable Issued shown, String because) throws IOException {
    try (Link link = link(shown)) {
      assertThatThrownBy(() -> node(link))
          .isInstanceOf(LinkFailure.class)
          .hasMessageContaining(because);
    }
  }

  @Test
  void anAgentIsTheNodeOfItsCertificateWhateverItSaysAndNobodyWithoutARightOne() throws Exception {
    try (Link own = link(agents.issue("node-7"))) {
      assertThat(node(own)).isEqualTo("node-7");
    }
    try (Link anothers = link(agents.issue("node-8"))) {
      assertThat(node(anothers)).as("it can only be who it is made out to").isEqualTo("node-8");
    }
    staysOutside(null, "401");
    // what the engine does not ask for is not even shown
    staysOutside(new TestAuthority("strangers").issue("node-7"), "401");
    // an authority of the same name is not the same one
    staysOutside(new TestAuthority("agents").issue("node-7"), "");
    staysOutside(agents.issue("node-7", Instant.now().minusSeconds(60)), "");
  }

  @Test
  void anEngineThatAnotherAuthoritySignedIsNotTalkedTo() throws Exception {
    Files.writeString(file("ca.crt"), new TestAuthority("engines").pem());
    staysOutside(agents.issue("node-7"), "no trusted connection (TLS)");
  }

  @Test
  void aKeptConnectionEndsWithItsCertificate() throws Exception {
    try (Link link = link(agents.issue("node-7", now().plusSeconds(3600)))) {
      assertThat(node(link)).isEqualTo("node-7");
      later = Duration.ofSeconds(3601);
      assertThatThrownBy(() -> node(link)).hasMessageContaining("its certificate was good until");
    }
  }

  /**
   * As certificates of minutes are renewed, with both authorities trusted in between: of what goes
   * up all the while nothing is lost, and who has an old certificate at the end is out.
   */
  @Test
  void agentEngineAndBothAuthoritiesAreReplacedWhileDetectionsGoUp() throws Exception {
    TestAuthority newAgents = new TestAuthority("agents 2");
    TestAuthority newEngines = new TestAuthority("engines 2");
    AtomicInteger sent = new AtomicInteger();
    Issued stolen = agents.issue("node-7");
    try (Link link = link(stolen);
        Link thief = linkOf(stolen)) {
      Thread sending = Thread.ofVirtual().start(() -> send(link, sent));
      assertThat(node(thief)).isEqualTo("node-7");
      TestAuthority.replace(file("clients.crt"), agents.pem() + newAgents.pem());
      TestAuthority.replace(file("ca.crt"), engines.pem() + newEngines.pem());
      newAgents.issue("node-9").into(file("agent.crt"), file("agent.key"));
      await().atMost(PATIENCE).until(() -> asked(link).equals("node-9"));
      newEngines.issueServer().into(file("server.crt"), file("server.key"));
      TestAuthority.replace(file("clients.crt"), newAgents.pem());
      await().atMost(PATIENCE).until(() -> asked(thief).isEmpty());
      TestAuthority.replace(file("ca.crt"), newEngines.pem());
      int then = sent.get();
      await().atMost(PATIENCE).until(() -> sent.get() > then + 20 && asked(link).equals("node-9"));
      sending.interrupt();
      sending.join();
      assertThat(arrived)
          .containsAll(IntStream.range(0, sent.get()).boxed().collect(Collectors.toSet()));
    }
  }

  /** Has copies of the files, which nobody renews; and both authorities of engines. */
  private Link linkOf(Issued stolen) throws Exception {
    stolen.into(file("stolen.crt"), file("stolen.key"));
    Files.writeString(file("both.crt"), engines.pem());
    return new Link(
        new Engines(List.of(URI.create(server.url("agents.listen").toString()))),
        new Credentials(null, file("both.crt"), file("stolen.crt"), file("stolen.key")));
  }

  private static String asked(Link link) throws InterruptedException {
    try {
      return node(link);
    } catch (LinkFailure refused) {
      return "";
    }
  }

  /** One after the other, each until it is taken, as the spool does. */
  private static void send(Link link, AtomicInteger sent) {
    try {
      while (true) {
        try {
          var unused = link.post("/number", (Object) sent.get(), List.class, WITHIN);
          sent.incrementAndGet();
        } catch (LinkFailure again) {
          // the same number once more
        }
        PAUSE.sleep(Duration.ofMillis(20));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
