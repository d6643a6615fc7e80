package io.nightjar.actions.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A place outside that keeps what it is told and answers as it is asked to. */
final class Receiver implements AutoCloseable {
  final List<Told> told = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final Answering answering;

  /** What came. */
  record Told(String path, String body, String signature, String idempotencyKey) {}

  /** How it answers. */
  @FunctionalInterface
  interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  Receiver(Answering answering) throws IOException {
    this.answering = answering;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  static Receiver answering(int status, String body) throws IOException {
    return new Receiver(exchange -> answer(exchange, status, body));
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void take(HttpExchange exchange) throws IOException {
    told.add(
        new Told(
            exchange.getRequestURI().getPath(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            header(exchange, "Nightjar-Signature"),
            header(exchange, "Idempotency-Key")));
    answering.answer(exchange);
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
