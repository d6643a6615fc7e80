package io.nightjar.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.config.ListenAddress;
import io.nightjar.http.AccessToken;
import io.nightjar.http.ControlFile;
import io.nightjar.http.Problem;
import io.nightjar.http.ReloadReport;
import io.nightjar.http.Status;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health and metrics of an agent, or of an engine that only decides, for whoever asks; and its
 * status and reload for who holds the token of the state folder. The server is the JDK's own: a
 * page less is memory that the node keeps.
 */
public final class SmallServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SmallServer.class);
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int WAITING_AT_MOST = 32;

  /**
   * What is served.
   *
   * @param metrics as Prometheus reads them
   * @param alive what a restart would mend
   * @param ready what has to be well for the agent to be of use
   */
  public record Served(
      Supplier<Status> status,
      Supplier<String> metrics,
      Function<String, ReloadReport> reload,
      List<HealthCheck> alive,
      List<HealthCheck> ready) {}

  private record Answer(int status, String type, String text) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path state;
  private final ControlFile file;
  private final byte[] token;
  private final HealthAnswers health = new HealthAnswers();

  private SmallServer(HttpServer server, Path state, Served served) throws IOException {
    this.server = server;
    this.state = state;
    this.token = ("Bearer " + AccessToken.ensure(state)).getBytes(StandardCharsets.UTF_8);
    serve("/healthz", call -> health(call, served.alive()));
    serve("/livez", call -> health(call, served.alive()));
    serve("/readyz", call -> health(call, served.ready()));
    serve("/metrics", call -> new Answer(200, AgentMetrics.CONTENT_TYPE, served.metrics().get()));
    serve("/api/v1/status", guarded("GET", call -> json(200, served.status().get())));
    serve("/api/v1/reload", guarded("POST", call -> reload(served)));
    server.setExecutor(threads);
    server.start();
    this.file = ControlFile.of(local(server.getAddress()));
    file.write(state);
  }

  /**
   * Listens, and writes token and address into the state folder.
   *
   * @param setting that names the address
   * @throws IOException when the port is taken or the state folder cannot be written
   */
  public static SmallServer start(String setting, ListenAddress address, Path state, Served served)
      throws IOException {
    // read once by the server's class: whoever is slow must not hold what others need
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("jdk.httpserver.maxConnections", "64");
    HttpServer server;
    try {
      server =
          HttpServer.create(new InetSocketAddress(address.host(), address.port()), WAITING_AT_MOST);
    } catch (IOException e) {
      throw new IOException(
          setting + ": " + address + " cannot be listened on: " + e.getMessage(), e);
    }
    try {
      return new SmallServer(server, state, served);
    } catch (IOException | RuntimeException e) {
      server.stop(0);
      throw e;
    }
  }

  /** How this machine's command line reaches it, wherever else it listens. */
  private static URI local(InetSocketAddress bound) {
    boolean any = bound.getAddress().isAnyLocalAddress();
    String host = any ? "127.0.0.1" : bound.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
  }

  private void serve(String path, Function<HttpExchange, Answer> answering) {
    HttpHandler handler =
        call -> {
          try (call) {
            // a context takes whatever begins with its path
            Answer answer =
                call.getRequestURI().getPath().equals(path)
                    ? answering.apply(call)
                    : problem(Problem.notFound("no such page"));
            byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", answer.type());
            call.getResponseHeaders().set("Cache-Control", "no-store");
            call.sendResponseHeaders(answer.status(), bytes.length);
            try (OutputStream out = call.getResponseBody()) {
              out.write(bytes);
            }
          } catch (RuntimeException e) {
            log.error("{} could not be answered", path, e);
          }
        };
    server.createContext(path, handler);
  }

  private Function<HttpExchange, Answer> guarded(
      String method, Function<HttpExchange, Answer> answering) {
    return call -> {
      String shown = String.valueOf(call.getRequestHeaders().getFirst("Authorization"));
      if (!MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token)) {
        return problem(Problem.unauthorized());
      }
      return call.getRequestMethod().equals(method)
          ? answering.apply(call)
          : problem(Problem.methodNotAllowed(call.getRequestMethod()));
    };
  }

  private Answer health(HttpExchange call, List<HealthCheck> checks) {
    List<String> query = query(call);
    String excluded =
        query.stream()
            .filter(part -> part.startsWith("exclude="))
            .map(part -> part.substring("exclude=".length()))
            .findFirst()
            .orElse(null);
    boolean verbose =
        query.stream().anyMatch(part -> part.equals("verbose") || part.startsWith("verbose="));
    HealthAnswers.Answer answer =
        health.all(call.getHttpContext().getPath().substring(1), checks, excluded, verbose);
    return new Answer(answer.status(), TEXT, answer.text());
  }

  private static List<String> query(HttpExchange call) {
    String query = call.getRequestURI().getQuery();
    return query == null ? List.of() : Arrays.asList(query.split("&", -1));
  }

  private static Answer reload(Served served) {
    ReloadReport report = served.reload().apply("command line");
    return report.problems().isEmpty()
        ? json(200, Map.of("reloaded", true, "changes", report.changes()))
        : problem(Problem.invalid(String.join("\n", report.problems())));
  }

  private static Answer json(int status, Object body) {
    return new Answer(status, JSON, Json.write(body));
  }

  private static Answer problem(Problem problem) {
    return new Answer(problem.status(), "application/problem+json", Json.write(problem));
  }

  /** Where this machine's command line reaches it. */
  public URI url() {
    return file.url();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      file.remove(state);
    } catch (IOException e) {
      log.warn("cannot remove the control file in {}: {}", state, e.getMessage());
    }
  }
}
