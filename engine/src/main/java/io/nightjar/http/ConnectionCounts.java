package io.nightjar.http;

import io.nightjar.config.LimitsConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.SelectorManager;

/** How many connections are open, in all and by client. Thread safe. */
final class ConnectionCounts implements SelectorManager.AcceptListener {

  private final LimitsConfig limits;
  private final Map<SelectableChannel, ClientAddress> open = new HashMap<>();
  private final Map<ClientAddress, Integer> byClient = new HashMap<>();

  ConnectionCounts(LimitsConfig limits) {
    this.limits = limits;
  }

  /** Whether one more may stay; {@link #onClosed} gives it back. */
  synchronized boolean admit(SocketChannel channel) throws IOException {
    if (!(channel.getRemoteAddress() instanceof InetSocketAddress remote)) {
      return false;
    }
    ClientAddress client = ClientAddress.of(remote.getAddress());
    if (open.size() >= limits.connections()
        || byClient.getOrDefault(client, 0) >= limits.connectionsPerClient()) {
      return false;
    }
    open.put(channel, client);
    byClient.merge(client, 1, Integer::sum);
    return true;
  }

  @Override
  public synchronized void onClosed(SelectableChannel channel) {
    ClientAddress client = open.remove(channel);
    if (client != null) {
      byClient.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  synchronized int open() {
    return open.size();
  }
}
