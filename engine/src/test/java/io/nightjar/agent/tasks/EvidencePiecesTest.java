package io.nightjar.agent.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.EvidenceSource.Order;
import io.nightjar.agent.link.Credentials;
import io.nightjar.agent.link.Engines;
import io.nightjar.agent.link.Link;
import io.nightjar.audit.Hash;
import io.nightjar.evidence.BroughtEvidence;
import io.nightjar.evidence.BroughtEvidence.NotTaken;
import io.nightjar.evidence.BroughtEvidence.Progress;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.EvidenceLimits;
import io.nightjar.fleet.wire.EvidenceTaken;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the folder of a node to that of the engine, over HTTP that breaks. */
@SuppressWarnings("NullAway.Init")
class EvidencePiecesTest {

  private static final String ID = "r-1";
  private static final ContainerTarget TARGET =
      new ContainerTarget("node-7", "c", "u", "shop", "cart", "main");

  @TempDir Path node;
  @TempDir Path engine;

  /** From which byte each piece was that came, and the status that it got. */
  private final Queue<String> pieces = new ConcurrentLinkedQueue<>();

  /** What happens to the next pieces: a status, or 0 for an answer that never arrives. */
  private final Queue<Integer> faults = new ConcurrentLinkedQueue<>();

  private HttpServer server;
  private BroughtEvidence brought;
  private Link link;

  @BeforeEach
  void serve() throws IOException {
    brought =
        new BroughtEvidence(
            new EvidenceFolder(engine),
            new EvidenceLimits(64 << 20, Duration.ofSeconds(5), Duration.ofDays(1)),
            () -> Instant.parse("2026-11-20T03:00:00Z"));
    assertThat(brought.open(ID).filter(why -> !why.contains("too little room"))).isEmpty();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    server.createContext(Wire.BASE + "/evidence/" + ID + "/", this::answer);
    server.start();
    link =
        new Link(
            new Engines(List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))),
            new Credentials(null, null, null, null));
  }

  @AfterEach
  void stop() {
    link.close();
    server.stop(0);
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      byte[] piece = call.getRequestBody().readAllBytes();
      String path = call.getRequestURI().getPath();
      String[] query = call.getRequestURI().getQuery().split("[=&]");
      Integer fault = faults.poll();
      int status = fault != null && fault != 0 ? fault : 200;
      Object answer = Map.of();
      if (status == 200) {
        try {
          Progress progress =
              brought.take(
                  ID,
                  path.substring(path.lastIndexOf('/') + 1),
                  Long.parseLong(query[1]),
                  Long.parseLong(query[3]),
                  piece,
                  call.getRequestHeaders().getFirst(Wire.HASH_HEADER));
          answer = new EvidenceTaken(progress.have(), progress.whole());
        } catch (NotTaken refused) {
          status = 409;
          answer = Map.of("detail", String.valueOf(refused.getMessage()));
        }
      }
      pieces.add(query[1] + " " + status);
      if (fault == null || fault != 0) {
        byte[] bytes = Json.write(answer).getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
      }
    }
  }

  private Artefact onTheNode(String name, byte[] content, String hash) throws IOException {
    Path folder = Files.createDirectories(node.resolve(ID));
    Files.write(folder.resolve(name), content);
    return new Artefact(name, "maps", "it", content.length, hash, "");
  }

  private List<String> bring(Artefact... artefacts) throws InterruptedException {
    Collected collected = new Collected("", false, "/on/the/node", List.of(artefacts), List.of());
    return new EvidencePieces(new EvidenceFolder(node), link).upload(ID, collected);
  }

  @Test
  void aBrokenUploadGoesOnWhereTheEngineHasItAndIsWholeThere() throws Exception {
    byte[] content = new byte[2 * Wire.EVIDENCE_BYTES_A_PIECE + 17];
    new Random(7).nextBytes(content);
    String hash = Hash.sha256(content).hex();
    Artefact artefact = onTheNode("maps.txt", content, hash);
    // the second piece is taken, and its answer is lost; then the engine is busy for a moment
    faults.addAll(List.of(200, 0, 503));

    assertThat(bring(artefact)).isEmpty();

    assertThat(pieces)
        .containsExactly("0 200", "1048576 200", "1048576 503", "1048576 200", "2097152 200");
    Collected whole =
        brought.finish(
            new Order(ID, TARGET, List.of("maps"), Map.of()),
            new Collected("", false, "/on/the/node", List.of(artefact), List.of()));
    assertThat(whole.problem()).isEmpty();
    assertThat(whole.artefacts()).containsExactly(artefact);
    assertThat(engine.resolve(ID).resolve("maps.txt")).hasBinaryContent(content);
  }

  @Test
  void whatIsNotWhatItsHashSaysIsRefusedToldAndNotKeptAndTheOthersCome() throws Exception {
    byte[] content = "1 init\n".getBytes(StandardCharsets.UTF_8);
    Artefact forged = onTheNode("forged.txt", content, "0".repeat(64));
    Artefact good = onTheNode("good.txt", content, Hash.sha256(content).hex());

    assertThat(bring(forged, good))
        .singleElement()
        .asString()
        .startsWith("forged.txt stays on the node: ")
        .contains("the artefact is not the one with that hash");

    Collected whole =
        brought.finish(
            new Order(ID, TARGET, List.of("maps"), Map.of()),
            new Collected("", false, "/on/the/node", List.of(forged, good), List.of()));
    assertThat(whole.artefacts()).containsExactly(good);
    assertThat(whole.notes())
        .containsExactly("an artefact was collected on the node, but is not here");
    assertThat(engine.resolve(ID)).isDirectoryContaining(file -> file.endsWith("good.txt"));
    assertThat(engine.resolve(ID).resolve("forged.txt")).doesNotExist();
  }
}
