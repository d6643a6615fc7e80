package io.nightjar.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses whatever it is asked and repeats the request in its answer, address, headers and body, as
 * a careless server or proxy does.
 */
final class EchoingServer implements AutoCloseable {

  private final HttpServer server;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  private EchoingServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::refuse);
    server.start();
  }

  static EchoingServer start() throws IOException {
    return new EchoingServer(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** All that came, each as address, headers and body. */
  String requests() {
    return String.join("\n", seen);
  }

  private void refuse(HttpExchange exchange) throws IOException {
    String request =
        exchange.getRequestHeaders().getOrDefault("Authorization", List.of())
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().entrySet()
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(request);
    byte[] answer =
        ("{\"ok\":false,\"error\":\"" + request.replaceAll("[^ -~]|[\"\\\\]", "'") + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    // Slack's API says in the body that it refuses
    exchange.sendResponseHeaders(request.contains("/slack-api/") ? 200 : 400, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
