package io.nightjar.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose request line, headers or TLS handshake come byte by byte. An idle time-out
 * does not: each byte begins it anew. Looks at all connections now and then, so that a request
 * costs nothing for it.
 */
final class SlowHeaders {

  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final long withinNanos;
  private final Runnable counted;
  private final Map<EndPoint, Long> since = new HashMap<>();

  SlowHeaders(Duration within, Runnable counted) {
    this.withinNanos = within.toNanos();
    this.counted = counted;
  }

  /** Looks once; by one thread. */
  void look(Collection<EndPoint> open, long nowNanos) {
    since.keySet().retainAll(open);
    for (EndPoint endPoint : open) {
      HttpConnection connection = http(endPoint.getConnection());
      if (connection == null || !unfinished(connection)) {
        since.remove(endPoint);
      } else if (nowNanos - since.computeIfAbsent(endPoint, key -> nowNanos) > withinNanos) {
        // the next look must not count it again
        since.put(endPoint, nowNanos + FOR_EVER);
        counted.run();
        end(connection);
      }
    }
  }

  private static @Nullable HttpConnection http(@Nullable Connection connection) {
    return switch (connection) {
      case HttpConnection plain -> plain;
      case SslConnection secured -> http(secured.getSslEndPoint().getConnection());
      case null, default -> null;
    };
  }

  private static boolean unfinished(HttpConnection connection) {
    HttpParser parser = connection.getParser();
    return connection.getMessagesIn() == 0 ? parser.isStart() || begun(parser) : begun(parser);
  }

  /** After the first byte of a request and before the last of its headers. */
  private static boolean begun(HttpParser parser) {
    HttpParser.State state = parser.getState();
    return state != HttpParser.State.START && state.compareTo(HttpParser.State.HEADER) <= 0;
  }

  private static void end(HttpConnection connection) {
    EndPoint endPoint = connection.getEndPoint();
    if (!begun(connection.getParser())) {
      endPoint.close();
      return;
    }
    Reply.Content content = Section.json(Problem.tooSlow("the headers"));
    String head =
        "HTTP/1.1 408 Request Timeout\r\nContent-Type: "
            + content.type()
            + "\r\nContent-Length: "
            + content.body().length
            + "\r\nConnection: close\r\n\r\n";
    endPoint.write(
        Callback.from(endPoint::close),
        ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)),
        ByteBuffer.wrap(content.body()));
  }
}
