package io.nightjar.http;

import io.nightjar.config.LimitsConfig;
import io.nightjar.config.Prepared;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of one server and what each serves. Ports beside the first ones can come, go and move
 * while it runs; a port whose address stays is never closed for another reason than its own.
 */
final class ServedPorts {

  private static final Logger log = LoggerFactory.getLogger(ServedPorts.class);
  private static final Duration LAST_ANSWERS_WITHIN = Duration.ofSeconds(3);

  private final Server server;
  private final Refusals refusals;
  private final Map<String, Port> ports = new LinkedHashMap<>();
  private final Map<String, Listener> listeners = new TreeMap<>();
  private final Map<Connector, Reception> receptions = new ConcurrentHashMap<>();

  ServedPorts(Server server, Refusals refusals) {
    this.server = server;
    this.refusals = refusals;
  }

  /**
   * @throws IOException when it is taken, or its certificate cannot be used
   */
  synchronized Port open(Port.Wanted wanted) throws IOException {
    Port port = Port.open(server, wanted, refusals);
    ports.put(wanted.setting(), port);
    return port;
  }

  /**
   * Opens one and serves there what it says.
   *
   * @throws IOException as {@link #open(Port.Wanted)}
   */
  synchronized void open(Listener listener) throws IOException {
    receive(open(wanted(listener)), listener.sections(), listener.limits());
    listeners.put(listener.setting(), listener);
  }

  private static Port.Wanted wanted(Listener listener) {
    return new Port.Wanted(
        listener.setting(), listener.address(), listener.tls(), listener.limits());
  }

  void receive(Port port, List<Section> sections, LimitsConfig limits) {
    receptions.put(
        port.connector(),
        Reception.of(port.name(), sections, limits, refusals, InstantSource.system()));
  }

  @Nullable Reception at(Connector connector) {
    return receptions.get(connector);
  }

  Reception reception(Connector connector) {
    return Objects.requireNonNull(receptions.get(connector), "every port receives");
  }

  /**
   * What listens for the settings that begin so is to be this. New addresses are taken now, so that
   * a port that cannot be had is known before anything changes.
   *
   * @throws IllegalStateException naming the setting whose address or certificate cannot be had
   */
  synchronized Prepared prepare(String prefix, List<Listener> wanted) {
    Moving moving = new Moving();
    for (Listener listener : wanted) {
      try {
        moving.plan(listener, listeners.get(listener.setting()));
      } catch (IOException e) {
        moving.discard();
        throw new IllegalStateException(told(listener.setting(), e), e);
      }
    }
    listeners.keySet().stream()
        .filter(setting -> setting.startsWith(prefix))
        .filter(setting -> wanted.stream().noneMatch(each -> each.setting().equals(setting)))
        .forEach(moving.gone::add);
    return moving;
  }

  /** Begins with the key that is meant: that of the address, unless it names one itself. */
  private static String told(String setting, IOException e) {
    String message = String.valueOf(e.getMessage());
    String section = setting.substring(0, setting.indexOf('.') + 1);
    return message.startsWith(section) ? message : setting + ": " + message;
  }

  /** From the ports that are open to those that are wanted. */
  private final class Moving implements Prepared {
    private final Map<Listener, Port> opened = new LinkedHashMap<>();
    private final List<Listener> again = new ArrayList<>();
    private final List<Listener> shown = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();

    void plan(Listener listener, @Nullable Listener now) throws IOException {
      if (now == null || !now.address().equals(listener.address())) {
        opened.put(listener, Port.open(server, wanted(listener), refusals));
      } else if ((now.tls() == null) != (listener.tls() == null)) {
        Port.checked(wanted(listener));
        again.add(listener);
      } else if (!Objects.equals(now.tls(), listener.tls())) {
        Port.checked(wanted(listener));
        shown.add(listener);
      }
    }

    @Override
    public void apply() {
      synchronized (ServedPorts.this) {
        gone.forEach(ServedPorts.this::forget);
        opened.forEach(
            (listener, port) -> {
              forget(listener.setting());
              begin(listener, port);
            });
        shown.forEach(ServedPorts.this::show);
        again.forEach(ServedPorts.this::openAgain);
      }
    }

    @Override
    public void discard() {
      opened.values().forEach(ServedPorts.this::end);
    }
  }

  private void begin(Listener listener, Port port) {
    receive(port, listener.sections(), listener.limits());
    ports.put(listener.setting(), port);
    listeners.put(listener.setting(), listener);
    try {
      port.connector().start();
      log.info("{}: listening on {}", listener.setting(), port.url());
    } catch (Exception e) {
      log.error("{} does not answer on {}", listener.setting(), port.url(), e);
    }
  }

  /** It shows itself otherwise from the next connection on. */
  private void show(Listener listener) {
    Port port = ports.get(listener.setting());
    if (port != null && port.tls() != null && listener.tls() != null) {
      port.tls().use(listener.tls());
      listeners.put(listener.setting(), listener);
    }
  }

  /** The same address with TLS instead of without, or without instead of with. */
  private void openAgain(Listener listener) {
    forget(listener.setting());
    try {
      begin(listener, Port.open(server, wanted(listener), refusals));
    } catch (IOException e) {
      log.error("{} does not listen any more: {}", listener.setting(), e.getMessage());
    }
  }

  private void forget(String setting) {
    listeners.remove(setting);
    Port port = ports.remove(setting);
    if (port != null) {
      end(port);
      log.info("{}: {} is closed", setting, port.url());
    }
  }

  /** Requests that are being answered are, for a few seconds. */
  private void end(Port port) {
    try {
      port.connector().close();
      if (port.connector().isRunning()) {
        port.connector().shutdown().get(LAST_ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      log.warn("{} had unanswered requests when it was closed", port.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      port.connector().stop();
    } catch (Exception e) {
      log.warn("{} did not stop as it should", port.name(), e);
    }
    server.removeConnector(port.connector());
    receptions.remove(port.connector());
    port.close();
  }

  /** Ends what came too slowly. */
  synchronized void look(long nowNanos) {
    ports.values().forEach(port -> port.look(nowNanos));
  }

  /** All that is served, by the port that does. */
  synchronized Map<URI, List<Section>> sections() {
    Map<URI, List<Section>> all = new LinkedHashMap<>();
    ports.values().forEach(port -> all.put(port.url(), reception(port.connector()).sections()));
    return all;
  }

  /** What bodies and large answers hold in memory now. */
  long bytesInFlight() {
    return receptions.values().stream().mapToLong(each -> each.budget().held()).sum();
  }

  /**
   * Where one of the ports is.
   *
   * @throws IllegalArgumentException when nothing listens for that setting
   */
  synchronized URI url(String setting) {
    Port port = ports.get(setting);
    if (port == null) {
      throw new IllegalArgumentException("nothing listens for " + setting);
    }
    return port.url();
  }

  synchronized void close() {
    ports.values().forEach(Port::close);
  }
}
