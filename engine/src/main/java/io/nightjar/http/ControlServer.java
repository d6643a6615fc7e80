package io.nightjar.http;

import io.nightjar.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: the control API and what else is served, a virtual thread for each request. */
public final class ControlServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
  static final int API_BODY_BYTES_AT_MOST = 64 * 1024;
  private static final int IO_THREADS = 8;
  private static final long IDLE_MILLIS = 60_000;

  private final Server server;
  private final ControlFile file;
  private final Path state;

  private ControlServer(Server server, ControlFile file, Path state) {
    this.server = server;
    this.file = file;
    this.state = state;
  }

  /**
   * Listens, and writes token and address into the state folder.
   *
   * @param more what is served beside the control API and answer links
   * @throws IOException when the port is taken or the state folder cannot be written
   */
  public static ControlServer start(
      ListenAddress address,
      Path state,
      ControlBackend backend,
      EventFeed feed,
      AnswerLinks links,
      List<Section> more)
      throws IOException {
    Server server = server();
    ServerConnector connector = connector(server, address);
    Doorkeeper doorkeeper = new Doorkeeper(connector.getLocalPort(), AccessToken.ensure(state));
    List<Section> sections = new ArrayList<>();
    sections.add(api(backend, feed, links, doorkeeper));
    sections.add(links.section(backend, doorkeeper));
    sections.addAll(more);
    server.setHandler(new Dispatcher(sections, new EventStream(feed)));
    ControlFile file =
        ControlFile.of(
            URI.create("http://" + new ListenAddress(address.host(), connector.getLocalPort())));
    links.listening(file.url());
    try {
      server.start();
      file.write(state);
    } catch (Exception e) {
      stop(server);
      throw e instanceof IOException io ? io : new IOException("the HTTP server did not start", e);
    }
    return new ControlServer(server, file, state);
  }

  private static Section api(
      ControlBackend backend, EventFeed feed, AnswerLinks links, Doorkeeper doorkeeper) {
    List<Route> routes = new ArrayList<>(new ResponsesApi(backend).routes());
    routes.addAll(new LinksApi(backend, links).routes());
    routes.addAll(new IncidentsApi(backend).routes());
    routes.addAll(new AuditApi(backend).routes());
    routes.addAll(new EngineApi(backend, feed).routes());
    return Section.of("/api/v1", doorkeeper, API_BODY_BYTES_AT_MOST, routes);
  }

  private static Server server() {
    QueuedThreadPool threads = new QueuedThreadPool(IO_THREADS);
    threads.setName("http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    server.setStopTimeout(0);
    return server;
  }

  private static ServerConnector connector(Server server, ListenAddress address)
      throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    ServerConnector connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    try {
      connector.open();
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on "
              + address
              + ": "
              + e.getMessage()
              + "; set http.listen or --port to another port, 0 takes any free one",
          e);
    }
    server.addConnector(connector);
    return connector;
  }

  /** Where it listens. */
  public URI url() {
    return file.url();
  }

  @Override
  public void close() {
    stop(server);
    try {
      file.remove(state);
    } catch (IOException e) {
      log.warn("cannot remove the control file in {}: {}", state, e.getMessage());
    }
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the HTTP server did not stop as it should", e);
    }
  }
}
