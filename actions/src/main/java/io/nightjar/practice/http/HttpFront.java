package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS server on the loopback address: reads requests, checks who sends them, applies faults,
 * and writes answers. One virtual thread per request.
 */
public final class HttpFront implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
  private static final int LARGEST_BODY = 3 * 1024 * 1024;
  private static final String BEARER = "Bearer ";

  static {
    // the JDK's server leaves Nagle's algorithm on, which with delayed ACKs costs 40 ms an answer
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ResourceCatalog catalog;
  private final AccessTable access;
  private final Faults faults;
  private final Router router;
  private final WatchStream watches;
  private volatile WriteWatcher writes = WriteWatcher.NONE;

  /**
   * Starts to serve.
   *
   * @param port 0 for any free one
   */
  public HttpFront(
      ResourceCatalog catalog,
      Registry registry,
      AccessTable access,
      Faults faults,
      SSLContext tls,
      int port)
      throws IOException {
    Tables tables = new Tables(registry.clock());
    this.catalog = catalog;
    this.access = access;
    this.faults = faults;
    this.router = new Router(catalog, registry, access, tables);
    this.watches = new WatchStream(registry.store(), tables);
    this.server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Replaces who sees the writes from now on. */
  public void watchWrites(WriteWatcher watcher) {
    writes = watcher;
  }

  /** Cuts off every watch that runs now, as a restart of an API server does. */
  public void dropWatches() {
    watches.dropAll();
  }

  @Override
  public void close() {
    watches.dropAll();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (ApiError refused) {
        send(exchange, Reply.error(refused));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException bug) {
        log.error("practice cluster failed on a request", bug);
        send(exchange, Reply.error(ApiError.internal(bug.toString())));
      }
    } catch (IOException gone) {
      log.debug("client went away: {}", gone.getMessage());
      throw gone;
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    ApiRequest request = read(exchange);
    RequestInfo about = router.describe(request);
    Optional<Fault> fault = faults.take(about);
    if (fault.isPresent() && !survives(fault.get())) {
      return;
    }
    if (!access.allows(about)) {
      throw ApiError.of(
          403,
          "Forbidden",
          "user %s may not %s %s".formatted(about.user(), about.verb(), about.resource()));
    }
    Optional<ResourcePath> path = ResourcePath.parse(catalog, request.path());
    if (about.verb().equals("watch") && path.isPresent()) {
      if (header(exchange.getRequestHeaders(), "Upgrade").equalsIgnoreCase("websocket")) {
        // the JDK's server cannot upgrade; a whole answer lets the client fall back to a plain
        // watch
        send(exchange, Reply.ok(Json.object()));
        return;
      }
      watches.serve(exchange, path.get(), request);
      return;
    }
    Reply reply =
        path.isEmpty()
            ? router.answer(request)
            : isWrite(request, about)
                ? write(path.get(), request, about)
                : router.answer(path.get(), request);
    if (fault.isPresent() && fault.get() instanceof Fault.LoseAnswer) {
      return;
    }
    if (fault.isPresent() && fault.get() instanceof Fault.AnswerLate late) {
      Thread.sleep(late.after());
    }
    send(exchange, reply);
  }

  private static boolean isWrite(ApiRequest request, RequestInfo about) {
    return !request.method().equals("GET") && !about.dryRun();
  }

  private Reply write(ResourcePath path, ApiRequest request, RequestInfo about) throws IOException {
    WriteWatcher watcher = writes;
    watcher.arrived(about);
    Reply reply = router.answer(path, request);
    watcher.done(
        new WriteWatcher.Write(
            about,
            request.isEmpty() ? MissingNode.getInstance() : request.json(),
            Json.mapper().readTree(reply.body())));
    return reply;
  }

  /** False when the connection is to be closed without doing anything. */
  private static boolean survives(Fault fault) throws InterruptedException {
    return switch (fault) {
      case Fault.Refuse refuse ->
          throw refuse.code() == 429
              ? ApiError.tooManyRequests("fault on demand", refuse.retryAfterSeconds())
              : ApiError.of(refuse.code(), refuse.reason(), "fault on demand");
      case Fault.HangUp hangUp -> false;
      case Fault.LoseAnswer lose -> true;
      case Fault.AnswerLate late -> true;
      case Fault.Delay delay -> {
        Thread.sleep(delay.duration());
        yield true;
      }
    };
  }

  private ApiRequest read(HttpExchange exchange) throws IOException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(LARGEST_BODY + 1);
    }
    if (body.length > LARGEST_BODY) {
      throw ApiError.of(413, "RequestEntityTooLarge", "the body is larger than 3 MiB");
    }
    Headers headers = exchange.getRequestHeaders();
    return new ApiRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        ApiRequest.parseQuery(exchange.getRequestURI().getRawQuery()),
        header(headers, "Accept"),
        ApiRequest.mediaType(header(headers, "Content-Type")),
        body,
        authenticate(header(headers, "Authorization")));
  }

  private User authenticate(String authorization) {
    if (!authorization.startsWith(BEARER)) {
      throw ApiError.unauthorized();
    }
    return access
        .byToken(authorization.substring(BEARER.length()).strip())
        .orElseThrow(ApiError::unauthorized);
  }

  private static String header(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    if (exchange.getResponseCode() != -1) {
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    if (reply.retryAfterSeconds() > 0) {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(reply.retryAfterSeconds()));
    }
    exchange.sendResponseHeaders(reply.code(), reply.body().length);
    exchange.getResponseBody().write(reply.body());
  }
}
