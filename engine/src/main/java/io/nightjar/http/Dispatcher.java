package io.nightjar.http;

import java.util.function.Function;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * From a request to the handler of its route and back. It is called on the thread that reads from
 * all connections of a port: what nobody has to wait for is served there and then, everything else
 * on a virtual thread of its own.
 */
final class Dispatcher extends Handler.Abstract.NonBlocking {

  private final Function<Connector, @Nullable Reception> receptions;
  private final EventStream stream;
  private final InFlight inFlight;

  /**
   * @param receptions by the port that serves them
   */
  Dispatcher(
      Function<Connector, @Nullable Reception> receptions, EventStream stream, InFlight inFlight) {
    this.receptions = receptions;
    this.stream = stream;
    this.inFlight = inFlight;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Reception at = receptions.apply(request.getConnectionMetaData().getConnector());
    if (at == null || !inFlight.enter()) {
      Response.writeError(request, response, callback, 503);
      return true;
    }
    Exchange exchange =
        new Exchange(at, stream, request, response, ending(callback, inFlight::leave));
    if (exchange.isPrompt()) {
      exchange.serve();
    } else {
      Thread.ofVirtual().name("request").start(exchange::serve);
    }
    return true;
  }

  private static Callback ending(Callback callback, Runnable end) {
    return new Callback() {
      @Override
      public void succeeded() {
        try {
          callback.succeeded();
        } finally {
          end.run();
        }
      }

      @Override
      public void failed(Throwable why) {
        try {
          callback.failed(why);
        } finally {
          end.run();
        }
      }
    };
  }
}
