package io.nightjar.http;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what never reached a section, as bare as everything else: a problem, no cause. */
final class BareErrors implements Request.Handler {

  private static final Logger log = LoggerFactory.getLogger(BareErrors.class);

  private final BiConsumer<Connector, Problem> told;

  /**
   * @param told by which port
   */
  BareErrors(BiConsumer<Connector, Problem> told) {
    this.told = told;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem = Problem.bare(response.getStatus());
    if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable why) {
      log.debug("answered with {}", problem.status(), why);
    }
    if (problem.status() != 500) {
      // the others end what was counted already, such as a connection that came too slowly
      told.accept(request.getConnectionMetaData().getConnector(), problem);
    }
    Reply.Content content = Section.json(problem);
    response.setStatus(content.status());
    response.getHeaders().put("Content-Type", content.type());
    response.getHeaders().put("Cache-Control", "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    content.headers().forEach(response.getHeaders()::put);
    // what follows on the connection cannot be told from a body
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(content.body()), callback);
    return true;
  }
}
