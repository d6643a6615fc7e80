package io.nightjar.http;

import io.nightjar.config.HttpConfig;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.Prepared;
import io.nightjar.config.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: the control API and what else is served, a virtual thread for each request that
 * has to wait for something. Where the control API lies beyond this machine or speaks TLS, the
 * command line has a port of its own, which this machine alone reaches.
 */
public final class ControlServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
  static final int API_BODY_BYTES_AT_MOST = 64 * 1024;
  private static final int IO_THREADS = 8;
  private static final Duration LAST_ANSWERS_WITHIN = Duration.ofSeconds(3);
  static final String API = "/api/v1";
  private static final String LISTEN = "http.listen";

  private static final long LOOK_MILLIS = 500;

  private final Server server = server();
  private final Refusals refusals;
  private final ServedPorts ports;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-watch").factory());
  private final InFlight inFlight = new InFlight();
  private final EventStream stream;
  private final List<Runnable> endings = new ArrayList<>();
  private final Path state;
  private final ControlFile file;

  private ControlServer(HttpConfig config, Path state, Served served) throws IOException {
    this.state = state;
    this.refusals = served.refusals();
    this.ports = new ServedPorts(server, refusals);
    this.stream = new EventStream(served.feed(), config.limits().streams());
    try {
      Port front = open(LISTEN, config.listen(), config.tls(), config.limits());
      Port local =
          config.local()
              ? front
              : open("local.listen", ListenAddress.anyLocal(), null, config.limits());
      for (Listener listener : served.listeners()) {
        ports.open(listener);
        endings.add(listener.ending());
      }
      Doorkeeper token = new Doorkeeper(local.url().getPort(), AccessToken.ensure(state));
      ports.receive(local, control(served, token, Hosts.of(local.url(), config)), config.limits());
      if (!config.local()) {
        List<Section> outside = control(served, Hosts.closed(), Hosts.of(front.url(), config));
        ports.receive(front, outside, config.limits());
      }
      file = ControlFile.of(local.url());
      served.links().listening(front.url());
      server.setErrorHandler(
          new BareErrors((at, problem) -> ports.reception(at).count(problem.cause())));
      server.setHandler(new Dispatcher(ports::at, stream, inFlight));
      server.start();
      var unused =
          watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      file.write(state);
    } catch (Exception e) {
      stop();
      throw e instanceof IOException io ? io : new IOException("the HTTP server did not start", e);
    }
  }

  /**
   * Listens, and writes token and address into the state folder.
   *
   * @throws IOException when a port is taken, a certificate cannot be used, the state folder cannot
   *     be written, or nobody could come in from beyond this machine where it listens there
   */
  public static ControlServer start(HttpConfig config, Path state, Served served)
      throws IOException {
    if (!config.listen().loopback() && !served.signIn().open()) {
      throw new IOException(
          "http.listen is "
              + config.listen()
              + ", but nobody could sign in there: set up a sign-in, or listen on 127.0.0.1");
    }
    return new ControlServer(config, state, served);
  }

  private Port open(
      String setting, ListenAddress address, @Nullable TlsConfig tls, LimitsConfig limits)
      throws IOException {
    return ports.open(new Port.Wanted(setting, address, tls, limits));
  }

  private void look() {
    try {
      ports.look(System.nanoTime());
    } catch (RuntimeException e) {
      // the watch must outlive what it meets
      log.error("slow connections could not be looked for", e);
    }
  }

  private static List<Section> control(Served served, Door token, Hosts hosts) {
    List<Section> all = new ArrayList<>();
    List<Route> api = api(served);
    all.add(OpenApi.section(API, api));
    // the door of the API: the state folder's token, and what the sign-in lets in
    Door door = served.signIn().door(token, hosts.names());
    all.add(Section.of(API, door, API_BODY_BYTES_AT_MOST, once(served.answers(), api)));
    served.guarded().forEach(section -> all.add(section.apply(door)));
    all.add(served.links().section(served.backend(), hosts.names()));
    all.addAll(served.more());
    return all;
  }

  private static List<Route> once(@Nullable KeptAnswers answers, List<Route> routes) {
    return answers == null ? routes : routes.stream().map(new OncePerKey(answers)::on).toList();
  }

  /** What the control API serves. */
  static List<Route> api(Served served) {
    List<Route> routes = new ArrayList<>(new ResponsesApi(served.backend()).routes());
    routes.addAll(new LinksApi(served.backend(), served.links()).routes());
    routes.addAll(new IncidentsApi(served.backend()).routes());
    routes.addAll(new AuditApi(served.backend()).routes());
    routes.addAll(new ResourcesApi(served.resources()).routes());
    routes.addAll(new EngineApi(served.backend(), served.feed()).routes());
    routes.addAll(served.backend().furtherRoutes());
    routes.addAll(served.signIn().routes());
    return routes;
  }

  private static Server server() {
    QueuedThreadPool threads = new QueuedThreadPool(IO_THREADS);
    threads.setName("http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    // the last answers are awaited here; the server's own way waits for idle connections, too
    server.setStopTimeout(0);
    return server;
  }

  /** All that is served, by the port that does. */
  Map<URI, List<Section>> sections() {
    return ports.sections();
  }

  /** What was not served, by port and cause. */
  Refusals refusals() {
    return refusals;
  }

  /** How many follow events now. */
  int followers() {
    return stream.followers();
  }

  /** What bodies and large answers hold in memory now. */
  long bytesInFlight() {
    return ports.bytesInFlight();
  }

  /** Where this machine's command line reaches it. */
  public URI url() {
    return file.url();
  }

  /**
   * Where one of its ports is.
   *
   * @param setting such as {@code http.listen}, or that of a {@link Listener}
   */
  public URI url(String setting) {
    return ports.url(setting);
  }

  /**
   * What listens for the settings that begin so is to be this.
   *
   * @throws IllegalStateException naming the setting whose address or certificate cannot be had
   */
  public Prepared prepare(String prefix, List<Listener> wanted) {
    return ports.prepare(prefix, wanted);
  }

  /** Requests in flight are answered yet, for a few seconds; streams of events end at once. */
  @Override
  public void close() {
    stop();
    try {
      file.remove(state);
    } catch (IOException e) {
      log.warn("cannot remove the control file in {}: {}", state, e.getMessage());
    }
  }

  private void stop() {
    watch.shutdownNow();
    stream.end();
    endings.forEach(Runnable::run);
    long cut = inFlight.close(LAST_ANSWERS_WITHIN);
    if (cut > 0) {
      log.warn("{} requests were not answered when the HTTP server stopped", cut);
    }
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the HTTP server did not stop as it should", e);
    }
    ports.close();
  }
}
