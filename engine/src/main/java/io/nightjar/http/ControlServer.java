package io.nightjar.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.config.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control API on a loopback port, a virtual thread for each request. */
public final class ControlServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  static {
    // without it every small answer waits 40 ms for the client's delayed acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final ControlFile file;
  private final Path state;

  private ControlServer(HttpServer server, ExecutorService threads, ControlFile file, Path state) {
    this.server = server;
    this.threads = threads;
    this.file = file;
    this.state = state;
  }

  /**
   * Listens, and writes token and address into the state folder.
   *
   * @throws IOException when the port is taken or the state folder cannot be written
   */
  public static ControlServer start(
      ListenAddress address, Path state, ControlBackend backend, EventFeed feed, AnswerLinks links)
      throws IOException {
    String token = AccessToken.ensure(state);
    HttpServer server = bind(address);
    int port = server.getAddress().getPort();
    List<Route> routes = new ArrayList<>(new ResponsesApi(backend).routes());
    routes.addAll(new LinksApi(backend, links).routes());
    routes.addAll(new IncidentsApi(backend).routes());
    routes.addAll(new AuditApi(backend).routes());
    routes.addAll(new EngineApi(backend, feed).routes());
    Doorkeeper doorkeeper = new Doorkeeper(port, token);
    Dispatcher dispatcher = new Dispatcher(doorkeeper, routes, new EventStream(feed));
    AnswerHandler answers = links.handler(backend, doorkeeper);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(dispatcher::handle, exchange));
    server.createContext(AnswerHandler.PATH, exchange -> serve(answers::handle, exchange));
    ControlFile file =
        ControlFile.of(URI.create("http://" + new ListenAddress(address.host(), port)));
    links.listening(file.url());
    server.start();
    try {
      file.write(state);
    } catch (IOException e) {
      server.stop(0);
      throw e;
    }
    return new ControlServer(server, threads, file, state);
  }

  private static HttpServer bind(ListenAddress address) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
    } catch (BindException e) {
      throw new IOException(
          "cannot listen on "
              + address
              + ": "
              + e.getMessage()
              + "; set http.listen or --port to another port, 0 takes any free one",
          e);
    }
  }

  private static void serve(HttpHandler handler, HttpExchange exchange) {
    try (exchange) {
      handler.handle(exchange);
    } catch (IOException e) {
      // the client left: there is nobody to tell
      log.debug("connection lost", e);
    }
  }

  /** Where it listens. */
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
