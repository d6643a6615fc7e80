package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.outside.CallWebhook;
import io.nightjar.actions.outside.Hook;
import io.nightjar.actions.outside.SignedPost;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver outside that is slow or broken, and the responses beside it. */
class OutsideFaultsTest {
  private static final ResponderSettings FEW =
      new ResponderSettings(
          Duration.ofSeconds(10),
          3,
          Duration.ofMillis(1),
          3,
          Duration.ofMinutes(1),
          Duration.ofMillis(20));

  @TempDir Path temp;
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final CountDownLatch hang = new CountDownLatch(1);
  private HttpServer server;
  private boolean hangs;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
          if (hangs) {
            try {
              hang.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          }
          exchange.sendResponseHeaders(keys.size() < 3 ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    hang.countDown();
    server.stop(0);
  }

  private Desk open(FakeAction beside) {
    SignedPost.Address address =
        new SignedPost.Address(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
            "key",
            Duration.ofSeconds(20));
    ManualClock clock = new ManualClock();
    return Desk.open(
        temp,
        GateSettings.of(Mode.ENFORCE),
        clock,
        FEW,
        CallWebhook.once(
            Map.of("siem", new Hook(address, null)), new Intents(temp.resolve("intents")), clock),
        beside);
  }

  private static ResponseRequest tell(String id, PodTarget pod) {
    ResponseRequest asked = Requests.of(id, "p", CallWebhook.ID, pod, null, null);
    return new ResponseRequest(
        asked.id(),
        asked.playbook(),
        asked.playbookRule(),
        asked.actionId(),
        asked.target(),
        Parameters.NONE.with("name", "siem"),
        asked.because(),
        asked.detectionIds(),
        asked.requestedAt(),
        asked.detectionTime(),
        null,
        null);
  }

  @Test
  void aReceiverThatIsAwayForAMomentIsTriedAgainUnderTheSameKey() throws Exception {
    try (Desk desk = open(new FakeAction("test:beside", false))) {
      desk.desk.request(tell("r-1", Requests.POD));
      assertThat(desk.await("r-1", ResponseState.SUCCEEDED).reason()).contains("told webhook siem");
    }
    assertThat(keys).containsExactly("r-1", "r-1", "r-1");
  }

  @Test
  void aReceiverThatHangsHoldsUpNothingOnTheSamePod() throws Exception {
    hangs = true;
    try (Desk desk = open(new FakeAction("test:beside", false))) {
      desk.desk.request(tell("r-0", Requests.POD));
      for (int i = 1; i < 2 * FEW.parallel(); i++) {
        desk.desk.request(tell("r-" + i, new PodTarget("shop", "other-" + i, "other-" + i)));
      }
      Awaitility.await().until(() -> keys.size() == FEW.parallel());
      desk.desk.request(Requests.of("b-1", "p", "test:beside", Requests.POD, null, null));
      assertThat(desk.await("b-1", ResponseState.SUCCEEDED)).isNotNull();
      assertThat(desk.now("r-0").state()).isEqualTo(ResponseState.EXECUTING);
      hang.countDown();
      desk.await("r-0", ResponseState.SUCCEEDED);
    }
  }
}
