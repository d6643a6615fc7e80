package io.nightjar.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to the handler of its route and back; every failure is told as its section does,
 * and counted.
 */
final class Dispatcher extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int LARGE = 64 * 1024;
  private static final long TAKEN_WITHIN_SECONDS = 60;

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
    RequestBody body = new RequestBody(request, at.limits(), at.budget());
    try {
      Exchange exchange =
          new Exchange(at, new JettyIncoming(request, body), body, request, response);
      exchange.serve();
      callback.succeeded();
    } catch (IOException e) {
      // the client left: there is nobody to tell
      log.debug("connection lost", e);
      callback.failed(e);
    } finally {
      body.forget();
      inFlight.leave();
    }
    return true;
  }

  /** One request on its way through. */
  private final class Exchange {
    private final Reception at;
    private final Incoming incoming;
    private final RequestBody body;
    private final Request request;
    private final Response response;

    Exchange(
        Reception at, Incoming incoming, RequestBody body, Request request, Response response) {
      this.at = at;
      this.incoming = incoming;
      this.body = body;
      this.request = request;
      this.response = response;
    }

    void serve() throws IOException {
      Reply reply = reply(at.section(incoming.path()).orElse(null));
      // nobody needs the body any more
      body.forget();
      switch (reply) {
        case Reply.Content content -> send(content);
        case Reply.Stream own -> stream.send(response, own);
        case Reply.Events events -> {
          if (!stream.send(response, events)) {
            send(refuse(null, Problem.busy("too many clients follow events")));
          }
        }
      }
    }

    private Reply reply(@Nullable Section section) throws IOException {
      if (section == null) {
        return refuse(null, Problem.notFound("no such path"));
      }
      try {
        return answer(section);
      } catch (Rejection e) {
        return refuse(section, e.problem());
      } catch (RuntimeException e) {
        // an address may hold a secret, so only its beginning is told
        log.error("{} {} failed", incoming.method(), section.base(), e);
        return refuse(section, Problem.internal());
      }
    }

    private Reply.Content refuse(@Nullable Section section, Problem problem) {
      at.count(problem.cause());
      return section != null && section.refusals().apply(problem) instanceof Reply.Content told
          ? told
          : Section.json(problem);
    }

    private Reply answer(Section section) throws IOException {
      if (section.paced() && !at.rates().take(client())) {
        throw new Rejection(Problem.tooMany("come again in a second"));
      }
      Caller caller = section.door().let(incoming);
      List<String> path =
          Route.segments(incoming.path().substring(section.base().length())).stream()
              .map(Query::one)
              .toList();
      List<String> methods = new ArrayList<>();
      for (Route route : section.routes()) {
        Optional<Map<String, String>> variables = route.match(path);
        if (variables.isEmpty()) {
          continue;
        }
        methods.add(route.method());
        if (serves(route, incoming.method())) {
          if (route.permission() != null && !caller.may(route.permission(), "")) {
            throw new Rejection(Problem.notPermitted(caller.name(), route.permission(), ""));
          }
          refusePacked();
          byte[] bytes = incoming.body(section.bodyBytesAtMost());
          Map<String, String> query = Query.decode(incoming.query());
          return counted(
              route.handler().handle(new Call(caller, incoming, variables.get(), query, bytes)));
        }
      }
      if (!methods.isEmpty()) {
        response.getHeaders().put("Allow", String.join(", ", methods));
        throw new Rejection(Problem.methodNotAllowed(incoming.method()));
      }
      throw new Rejection(Problem.notFound("no such path"));
    }

    private void refusePacked() {
      String encoding = incoming.header("Content-Encoding");
      if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
        throw new Rejection(Problem.packed());
      }
    }

    /** A refusal that the handler tells itself, such as that of a forged link, is one, too. */
    private Reply counted(Reply reply) {
      if (reply instanceof Reply.Content told && told.status() >= 400 && told.status() < 500) {
        at.count("status-" + told.status());
      }
      return reply;
    }

    private ClientAddress client() throws IOException {
      if (request.getConnectionMetaData().getRemoteSocketAddress()
          instanceof InetSocketAddress remote) {
        return ClientAddress.of(remote.getAddress());
      }
      throw new IOException("a client without an address");
    }

    private void send(Reply.Content content) throws IOException {
      boolean more = body.finish();
      if (!more) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      if (content.body().length <= LARGE) {
        write(content);
      } else {
        sendLarge(content);
      }
      if (!more) {
        body.linger();
      }
    }

    /** Who takes an answer slowly holds its bytes: so many in all, and so long. */
    private void sendLarge(Reply.Content content) throws IOException {
      int bytes = content.body().length;
      if (!at.budget().take(bytes)) {
        write(refuse(null, Problem.busy("other answers fill the memory set aside")));
        return;
      }
      Scheduler.Task late =
          request
              .getComponents()
              .getScheduler()
              .schedule(this::cut, TAKEN_WITHIN_SECONDS, TimeUnit.SECONDS);
      try {
        write(content);
      } finally {
        late.cancel();
        at.budget().give(bytes);
      }
    }

    private void cut() {
      at.count("answer-not-taken");
      request.getConnectionMetaData().getConnection().close();
    }

    private void write(Reply.Content content) throws IOException {
      response.setStatus(content.status());
      HttpFields.Mutable headers = response.getHeaders();
      headers.put("Content-Type", content.type());
      headers.put("Content-Length", content.body().length);
      headers.put("Cache-Control", "no-store");
      headers.put("X-Content-Type-Options", "nosniff");
      content.headers().forEach(headers::put);
      if (!request.getMethod().equals("HEAD")) {
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
          out.write(content.body());
        }
      }
    }
  }

  private static boolean serves(Route route, String method) {
    return route.method().equals(method) || (method.equals("HEAD") && route.method().equals("GET"));
  }
}
