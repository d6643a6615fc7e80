package io.nightjar.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that keeps what it gets and answers as told, then with 200. */
public final class Receiver implements AutoCloseable {

  /** One request. */
  public record Posted(String method, String type, String encoding, String agent, Body body) {}

  /** What it carried. */
  public static final class Body {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    public byte[] bytes() {
      return bytes.clone();
    }
  }

  public final List<Posted> posts = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final String scheme;
  private volatile @Nullable Function<Posted, Integer> judge;

  private Receiver(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public static Receiver plain() throws IOException {
    return new Receiver(HttpServer.create(new InetSocketAddress(local(), 0), 0), "http");
  }

  /**
   * @param clientMustShow whether clients need a certificate that the context trusts
   */
  public static Receiver tls(SSLContext context, boolean clientMustShow) throws IOException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(local(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(clientMustShow);
            parameters.setSSLParameters(wanted);
          }
        });
    return new Receiver(server, "https");
  }

  private static InetAddress local() {
    return InetAddress.getLoopbackAddress();
  }

  public Receiver answering(Integer... statuses) {
    answers.addAll(List.of(statuses));
    return this;
  }

  public Receiver judging(Function<Posted, Integer> statusOf) {
    judge = statusOf;
    return this;
  }

  public URI url() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/secret-path");
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Posted posted =
          new Posted(
              exchange.getRequestMethod(),
              header(exchange, "Content-Type"),
              header(exchange, "Content-Encoding"),
              header(exchange, "User-Agent"),
              new Body(exchange.getRequestBody().readAllBytes()));
      posts.add(posted);
      Integer next = answers.poll();
      Function<Posted, Integer> judged = judge;
      int status = next != null ? next : judged != null ? judged.apply(posted) : 200;
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
