package io.nightjar.http;

import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/** One open port; it answers once the server starts. */
record Port(
    ServerConnector connector, URI url, @Nullable ServerTls tls, SlowHeaders slow, String name) {

  private static final long IDLE_MILLIS = 60_000;
  private static final long YEAR_SECONDS = 365L * 24 * 3_600;

  /**
   * What a port needs to open.
   *
   * @param setting what names the address in the configuration, such as {@code http.listen}
   */
  record Wanted(
      String setting, ListenAddress address, @Nullable TlsConfig tls, LimitsConfig limits) {

    /** {@code http}: what its counters begin with. */
    String name() {
      return setting.replaceFirst("\\.listen$", "");
    }
  }

  /**
   * @throws IOException when it is taken, or its certificate cannot be used
   */
  static Port open(Server server, Wanted wanted, Refusals refusals) throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(wanted.limits().headerBytes());
    List<ConnectionFactory> factories = new ArrayList<>();
    ServerTls own = null;
    if (wanted.tls() != null) {
      http.addCustomizer(new SecureRequestCustomizer(false, false, YEAR_SECONDS, false));
      own = tls(wanted.tls(), wanted.name());
      factories.add(new SslConnectionFactory(own.factory(), "http/1.1"));
    }
    factories.add(new HttpConnectionFactory(http));
    ConnectionCounts counts = new ConnectionCounts(wanted.limits());
    String name = wanted.name();
    ServerConnector connector =
        new CountedConnector(server, counts, () -> refusals.count(name, "connection"), factories);
    connector.setHost(wanted.address().host());
    connector.setPort(wanted.address().port());
    connector.setIdleTimeout(IDLE_MILLIS);
    try {
      connector.open();
    } catch (IOException e) {
      if (own != null) {
        own.close();
      }
      throw new IOException(taken(wanted, e), e);
    }
    server.addConnector(connector);
    if (own != null) {
      own.onLostTrust(() -> connector.getConnectedEndPoints().forEach(EndPoint::close));
    }
    String scheme = own == null ? "http://" : "https://";
    URI url = URI.create(scheme + wanted.address().withPort(connector.getLocalPort()));
    SlowHeaders slow =
        new SlowHeaders(wanted.limits().headerWithin(), () -> refusals.count(name, "too-slow"));
    return new Port(connector, url, own, slow, name);
  }

  /**
   * @throws IOException when its certificate cannot be used
   */
  static void checked(Wanted wanted) throws IOException {
    if (wanted.tls() != null) {
      tls(wanted.tls(), wanted.name()).close();
    }
  }

  private static ServerTls tls(TlsConfig tls, String name) throws IOException {
    try {
      return ServerTls.open(tls, name + ".tls");
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String taken(Wanted wanted, IOException why) {
    String how =
        wanted.setting().equals("http.listen")
            ? "set http.listen or --port to another port, 0 takes any free one"
            : "set " + wanted.setting() + " to another address";
    return "cannot listen on " + wanted.address() + ": " + why.getMessage() + "; " + how;
  }

  /** Ends what came too slowly. */
  void look(long nowNanos) {
    slow.look(connector.getConnectedEndPoints(), nowNanos);
  }

  void close() {
    connector.close();
    if (tls != null) {
      tls.close();
    }
  }
}
