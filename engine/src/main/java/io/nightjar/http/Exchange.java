package io.nightjar.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through; every failure is told as its section does, and counted. One
 * thread at a time.
 */
final class Exchange {

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);
  private static final int LARGE = 64 * 1024;

  /** What a handler that never waits works off in less than a millisecond. */
  private static final int PROMPT_BYTES = 8 * 1024;

  private static final long TAKEN_WITHIN_SECONDS = 60;

  private final Reception at;
  private final EventStream stream;
  private final Incoming incoming;
  private final RequestBody body;
  private final Request request;
  private final Response response;
  private final Callback end;
  private final @Nullable Section section;

  /**
   * @param end told once, when it is answered or cannot be
   */
  Exchange(Reception at, EventStream stream, Request request, Response response, Callback end) {
    this.at = at;
    this.stream = stream;
    this.body = new RequestBody(request, at.limits(), at.budget());
    this.incoming = new JettyIncoming(request, body);
    this.request = request;
    this.response = response;
    this.end = end;
    this.section = at.section(incoming.path()).orElse(null);
  }

  /** Whether {@link #serve} will wait for nothing: the request is small, and here to its end. */
  boolean isPrompt() {
    return section != null
        && section.isPrompt(incoming.method(), incoming.path())
        && body.isHere(PROMPT_BYTES);
  }

  void serve() {
    try {
      Reply reply = reply();
      // nobody needs the body any more
      body.forget();
      switch (reply) {
        case Reply.Content content -> {
          boolean goesOn = body.finish();
          if (goesOn && content.body().length <= LARGE) {
            // no thread waits for a client that takes no answers
            response.write(true, begin(content), end);
            return;
          }
          send(content, goesOn);
        }
        case Reply.Stream own -> stream.send(response, own);
        case Reply.Events events -> {
          if (!stream.send(response, events)) {
            send(refuse(null, Problem.busy("too many clients follow events")), body.finish());
          }
        }
        case Reply.Later later -> {
          var unused = later.answer().whenComplete(this::sendLater);
          return;
        }
      }
      end.succeeded();
    } catch (IOException e) {
      // the client left: there is nobody to tell
      log.debug("connection lost", e);
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable why) {
    body.forget();
    end.failed(why);
  }

  private Reply reply() throws IOException {
    if (section == null) {
      return refuse(null, Problem.notFound("no such path"));
    }
    try {
      return counted(answer(section));
    } catch (Rejection e) {
      return refuse(section, e.problem());
    } catch (RuntimeException e) {
      return internal(section, e);
    }
  }

  private Reply.Content internal(@Nullable Section section, Throwable why) {
    // an address may hold a secret, so only its beginning is told
    log.error("{} {} failed", incoming.method(), section == null ? "" : section.base(), why);
    return refuse(section, Problem.internal());
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
    List<String> path = section.segments(incoming.path()).stream().map(Query::one).toList();
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
        return route.handler().handle(new Call(caller, incoming, variables.get(), query, bytes));
      }
    }
    if (!methods.isEmpty()) {
      response.getHeaders().put("Allow", String.join(", ", methods));
      throw new Rejection(Problem.methodNotAllowed(incoming.method()));
    }
    throw new Rejection(Problem.notFound("no such path"));
  }

  private static boolean serves(Route route, String method) {
    return route.method().equals(method) || (method.equals("HEAD") && route.method().equals("GET"));
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

  /**
   * @param goesOn whether the connection can serve another request
   */
  private void send(Reply.Content content, boolean goesOn) throws IOException {
    if (!goesOn) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (content.body().length <= LARGE) {
      write(content);
    } else {
      sendLarge(content);
    }
    if (!goesOn) {
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
    Content.Sink.write(response, true, begin(content));
  }

  /** On the thread that found the answer, which must not wait until it is sent. */
  private void sendLater(Reply.@Nullable Content content, @Nullable Throwable failure) {
    try {
      response.write(true, begin(later(content, failure)), end);
    } catch (RuntimeException | Error e) {
      log.error("an answer could not be sent", e);
      end.failed(e);
    }
  }

  private Reply.Content later(Reply.@Nullable Content content, @Nullable Throwable failure) {
    Throwable why =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (why instanceof Rejection rejection) {
      return refuse(section, rejection.problem());
    }
    if (content == null || why != null) {
      return internal(section, why == null ? new IllegalStateException("no answer") : why);
    }
    counted(content);
    return content;
  }

  /** The head is told, and what is still to be sent returned. */
  private ByteBuffer begin(Reply.Content content) {
    response.setStatus(content.status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Content-Type", content.type());
    headers.put("Content-Length", content.body().length);
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    content.headers().forEach(headers::put);
    return request.getMethod().equals("HEAD")
        ? ByteBuffer.allocate(0)
        : ByteBuffer.wrap(content.body());
  }
}
