package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTestCommandTest {

  private static final String CONFIG =
      """
      falco:
        file_output: {enabled: true, filename: FOLDER/alerts.txt}
      outputs:
        lake: {format: ecs, file: {path: FOLDER/ecs.json}}
        local: {file: {path: FOLDER/responses.json}}
        locked: {http: {url: "http://127.0.0.1:PORT/refuse", retries: 0}}
        nobody: {http: {url: "http://127.0.0.1:1/", retries: 0}}
        script: {program: {command: "cat > FOLDER/script.txt"}}
        sidekick: {falcosidekick: {url: "http://127.0.0.1:PORT/", retries: 0}}
        unset: {http: {url: "env:NOT_SET"}}
      """;

  @TempDir Path folder;

  @Test
  void oneMarkedAlertGoesToEachAndWhatBecameOfItIsTold() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer server = receiver(bodies);
    try {
      TestShell shell = new TestShell(folder);
      assertThat(shell.run("outputs", "test", "--config", config(server).toString())).isOne();
      assertThat(shell.out().lines())
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("falco.file was written"),
              line -> assertThat(line).startsWith("lake it takes the audit log"),
              line -> assertThat(line).isEqualTo("local was written"),
              line -> assertThat(line).startsWith("locked failed: ").contains("403"),
              line -> assertThat(line).startsWith("nobody failed: "),
              line -> assertThat(line).startsWith("script was handed it"),
              line -> assertThat(line).isEqualTo("sidekick took it"),
              line -> assertThat(line).startsWith("unset failed: ").contains("NOT_SET"));
      assertThat(bodies)
          .singleElement()
          .asString()
          .contains("Nightjar output test", "kim tries", "\"source\":\"nightjar\"");
      assertThat(folder.resolve("responses.json")).content().contains("\"nightjar.test\":true");
      assertThat(folder.resolve("alerts.txt")).content().contains("kim tries the outputs");
      assertThat(folder.resolve("ecs.json"))
          .as("the audit log's alone")
          .satisfiesAnyOf(
              file -> assertThat(file).doesNotExist(), file -> assertThat(file).isEmptyFile());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whereNoneIsSetUpThatIsSaid() throws IOException {
    TestShell shell = new TestShell(folder);
    Path config = Files.writeString(folder.resolve("none.yaml"), "mode: dry-run\n");
    assertThat(shell.run("outputs", "test", "--config", config.toString())).isOne();
    assertThat(shell.out()).contains("no output is set up");
  }

  private Path config(HttpServer server) throws IOException {
    return Files.writeString(
        folder.resolve("nightjar.yaml"),
        CONFIG
            .replace("FOLDER", folder.toString())
            .replace("PORT", Integer.toString(server.getAddress().getPort())));
  }

  private static HttpServer receiver(List<String> bodies) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean refuses = exchange.getRequestURI().getPath().equals("/refuse");
          if (!refuses) {
            bodies.add(body);
          }
          exchange.sendResponseHeaders(refuses ? 403 : 200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
