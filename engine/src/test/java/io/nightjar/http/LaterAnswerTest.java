package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.ingest.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route that never waits, which answers when somebody else knows the answer. */
class LaterAnswerTest {

  private static final int AT_MOST = 64 * 1024;

  @TempDir Path state;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private ControlServer server;
  private Socket socket;

  private record Asked(String body, boolean onOwnThread, CompletableFuture<Reply.Content> answer) {}

  @BeforeEach
  void start() throws IOException {
    Route route = Route.post("/later", Permission.INGEST, this::ask).promptly();
    Door open = incoming -> new Sender("ingest:test", Set.of(), 1);
    Section section = Section.of("/test", open, AT_MOST, List.of(route)).atAnyRate();
    server = TestServers.start(state, served -> served.with(List.of(section)));
    socket = new Socket(server.url().getHost(), server.url().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    server.close();
  }

  private Reply ask(Call call) {
    CompletableFuture<Reply.Content> answer = new CompletableFuture<>();
    String body = new String(call.bytes(), StandardCharsets.UTF_8);
    if (body.equals("refuse")) {
      throw new Rejection(Problem.badRequest("as asked for"));
    }
    asked.add(new Asked(body, Thread.currentThread().isVirtual(), answer));
    return new Reply.Later(answer);
  }

  @Test
  void whatIsSmallAndHereIsServedOnTheThreadThatReadItAndAnsweredByAnother() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(head(5) + "small");
      Asked one = asked.take();
      assertThat(one.body()).isEqualTo("small");
      assertThat(one.onOwnThread()).isFalse();
      one.answer().complete(Reply.ok(Map.of("number", i)));

      assertThat(answer()).startsWith("HTTP/1.1 200").endsWith("{\"number\":" + i + "}");
    }
  }

  @Test
  void whatIsLargeOrNotHereYetGetsAThreadThatMayWait() throws Exception {
    send(head(10) + "first");
    send("after");
    Asked slow = asked.take();
    assertThat(slow.body()).isEqualTo("firstafter");
    slow.answer().complete(Reply.ok("slow"));
    assertThat(answer()).endsWith("\"slow\"");

    send(head(20_000) + "x".repeat(20_000));
    Asked large = asked.take();
    assertThat(large.body()).hasSize(20_000);
    assertThat(large.onOwnThread()).isTrue();
    large.answer().complete(Reply.ok("large"));
    assertThat(answer()).endsWith("\"large\"");
    assertThat(server.bytesInFlight()).isZero();
  }

  @Test
  void aFailureIsToldAsThatOfAHandlerAndTheConnectionGoesOn() throws Exception {
    send(head(1) + "a");
    asked.take().answer().completeExceptionally(new Rejection(Problem.busy("no room")));
    assertThat(answer()).startsWith("HTTP/1.1 503").contains("Retry-After: 1").contains("no room");

    send(head(1) + "b");
    asked.take().answer().completeExceptionally(new IllegalStateException("a secret"));
    assertThat(answer()).startsWith("HTTP/1.1 500").doesNotContain("a secret");

    send(head(1) + "c");
    asked.take().answer().complete(Reply.json(400, "no"));
    assertThat(answer()).startsWith("HTTP/1.1 400");
    assertThat(refused()).isEqualTo(3);
  }

  @Test
  void whoTakesNoAnswersKeepsNobodyElseWaiting() throws Exception {
    byte[] many = (head(6) + "refuse").repeat(1_000).getBytes(StandardCharsets.US_ASCII);
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(socket.getRemoteSocketAddress());
      Thread sender = Thread.ofVirtual().start(() -> sendUntilStuck(deaf, many));
      AtomicLong before = new AtomicLong(-1);
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(300))
          .until(() -> refused() > 1_000 && before.getAndSet(refused()) == refused());

      socket.setSoTimeout(5_000);
      send(head(6) + "refuse");
      assertThat(answer()).startsWith("HTTP/1.1 400");
      assertThat(sender.isAlive()).as("the other one is stuck").isTrue();
    }
  }

  private static void sendUntilStuck(Socket deaf, byte[] requests) {
    try {
      for (int i = 0; i < 1_000; i++) {
        deaf.getOutputStream().write(requests);
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private long refused() {
    return server.refusals().counts().values().stream().mapToLong(Long::longValue).sum();
  }

  private static String head(int length) {
    return "POST /test/later HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String answer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    int length =
        Integer.parseInt(head.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
