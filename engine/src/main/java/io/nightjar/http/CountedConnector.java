package io.nightjar.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Closes connections beyond the limits before anything is read from them. */
final class CountedConnector extends ServerConnector {

  private final ConnectionCounts counts;
  private final Runnable refused;

  /**
   * @param refused called for each that is closed
   */
  CountedConnector(
      Server server, ConnectionCounts counts, Runnable refused, List<ConnectionFactory> factories) {
    super(server, 0, 1, factories.toArray(ConnectionFactory[]::new));
    this.counts = counts;
    this.refused = refused;
    addBean(counts);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    if (!counts.admit(channel)) {
      refused.run();
      throw new IOException("more connections than http.limits allows");
    }
    return super.newEndPoint(channel, selector, key);
  }
}
