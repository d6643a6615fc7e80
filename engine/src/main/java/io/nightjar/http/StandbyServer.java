package io.nightjar.http;

import io.nightjar.config.HttpConfig;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an engine serves while another one leads, on the same ports: that it is alive and not ready,
 * its metrics, its status to who holds the token, and to everything else that it stands by (503).
 */
public final class StandbyServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StandbyServer.class);
  private static final int IO_THREADS = 4;
  private static final int NO_BODY = 0;
  private static final String RETRY_AFTER_SECONDS = "2";
  private static final Door OPEN = incoming -> Caller.NOBODY;

  private final Server server;
  private final List<Port> ports = new ArrayList<>();
  private final Map<Connector, Reception> receptions = new HashMap<>();
  private final Refusals refusals = new Refusals();
  private final EventStream stream;
  private final InFlight inFlight = new InFlight();
  private final Path state;
  private final Told told;
  private final ControlFile file;

  /**
   * What is told.
   *
   * @param status how it is now
   * @param leader a sentence that names the engine that leads
   * @param metrics as Prometheus reads them
   * @param metricsForAll whether they are for everybody on every port
   */
  public record Told(
      Supplier<Status> status,
      Supplier<String> leader,
      Supplier<String> metrics,
      boolean metricsForAll) {}

  /**
   * A port beside that of the control API.
   *
   * @param metricsForAll whether everybody may read metrics there
   */
  public record Beside(
      String setting, ListenAddress address, @Nullable TlsConfig tls, boolean metricsForAll) {}

  private StandbyServer(HttpConfig config, Path state, List<Beside> beside, Told told)
      throws IOException {
    this.state = state;
    this.told = told;
    this.stream = new EventStream(new EventFeed(1), 1);
    QueuedThreadPool threads = new QueuedThreadPool(IO_THREADS);
    threads.setName("http-standby");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    server.setStopTimeout(0);
    try {
      LimitsConfig limits = config.limits();
      Port front = open("http.listen", config.listen(), config.tls(), limits);
      Port local =
          config.local() ? front : open("local.listen", ListenAddress.anyLocal(), null, limits);
      Door token = new Doorkeeper(local.url().getPort(), AccessToken.ensure(state));
      receive(local, sections(token, told.metricsForAll()), limits);
      if (!config.local()) {
        receive(front, sections(Hosts.closed(), told.metricsForAll()), limits);
      }
      for (Beside each : beside) {
        Port port = open(each.setting(), each.address(), each.tls(), limits.atAnyRate());
        receive(port, sections(null, each.metricsForAll()), limits.atAnyRate());
      }
      file = ControlFile.of(local.url());
      server.setErrorHandler(new BareErrors((at, problem) -> {}));
      server.setHandler(new Dispatcher(receptions::get, stream, inFlight));
      server.start();
      file.write(state);
    } catch (Exception e) {
      stop();
      throw e instanceof IOException io ? io : new IOException("the HTTP server did not start", e);
    }
  }

  /**
   * Listens, and writes token and address into the state folder.
   *
   * @throws IOException when a port is taken or a certificate cannot be used
   */
  public static StandbyServer start(HttpConfig config, Path state, List<Beside> beside, Told told)
      throws IOException {
    return new StandbyServer(config, state, beside, told);
  }

  private Port open(
      String setting, ListenAddress address, @Nullable TlsConfig tls, LimitsConfig limits)
      throws IOException {
    Port port = Port.open(server, new Port.Wanted(setting, address, tls, limits), refusals);
    ports.add(port);
    return port;
  }

  private void receive(Port port, List<Section> sections, LimitsConfig limits) {
    receptions.put(
        port.connector(),
        Reception.of(port.name(), sections, limits, refusals, InstantSource.system()));
  }

  /**
   * @param token of the control API; null where that is not served
   */
  private List<Section> sections(@Nullable Door token, boolean metricsForAll) {
    List<Section> all = new ArrayList<>();
    all.add(page("/healthz", 200, () -> "ok"));
    all.add(page("/livez", 200, () -> "ok"));
    all.add(page("/readyz", 503, () -> "standby\n"));
    Route metrics = Route.get("", null, call -> text(200, told.metrics().get()));
    if (metricsForAll) {
      all.add(Section.of("/metrics", OPEN, NO_BODY, List.of(metrics)));
    } else if (token != null) {
      all.add(Section.of("/metrics", token, NO_BODY, List.of(metrics)));
    }
    if (token != null) {
      Route status = Route.get("", Permission.VIEW, call -> Reply.ok(told.status().get()));
      all.add(Section.of(ControlServer.API + "/status", token, NO_BODY, List.of(status)));
    }
    all.add(new Section("", this::refuse, NO_BODY, List.of(), StandbyServer::later));
    return all;
  }

  private static Section page(String path, int status, Supplier<String> text) {
    return Section.of(
        path, OPEN, NO_BODY, List.of(Route.get("", null, call -> text(status, text.get()))));
  }

  private static Reply text(int status, String text) {
    return new Reply.Content(
        status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private Caller refuse(Incoming incoming) {
    throw new Rejection(Problem.standsBy(told.leader().get()));
  }

  private static Reply later(Problem problem) {
    Reply.Content plain = Section.json(problem);
    return new Reply.Content(
        plain.status(), plain.type(), plain.body(), Map.of("Retry-After", RETRY_AFTER_SECONDS));
  }

  /** Where this machine's command line reaches it. */
  public URI url() {
    return file.url();
  }

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
    stream.end();
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the HTTP server of the standby did not stop as it should", e);
    }
    ports.forEach(Port::close);
  }
}
