package io.nightjar.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to the handler of its route and back; every failure is told as its section does.
 */
final class Dispatcher extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final List<Section> sections;
  private final EventStream stream;

  /**
   * @param sections the first that has a path serves it
   */
  Dispatcher(List<Section> sections, EventStream stream) {
    this.sections = List.copyOf(sections);
    this.stream = stream;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    JettyIncoming incoming = new JettyIncoming(request);
    @Nullable Section section = section(incoming.path());
    try {
      send(request, response, reply(section, incoming, response));
      callback.succeeded();
    } catch (IOException e) {
      // the client left: there is nobody to tell
      log.debug("connection lost", e);
      callback.failed(e);
    }
    return true;
  }

  private @Nullable Section section(String path) {
    return sections.stream().filter(each -> each.has(path)).findFirst().orElse(null);
  }

  private Reply reply(@Nullable Section section, Incoming incoming, Response response)
      throws IOException {
    if (section == null) {
      return Section.json(Problem.notFound("no such path"));
    }
    try {
      return answer(section, incoming, response);
    } catch (Rejection e) {
      return section.refusals().apply(e.problem());
    } catch (RuntimeException e) {
      // an address may hold a secret, so only its beginning is told
      log.error("{} {} failed", incoming.method(), section.base(), e);
      return section.refusals().apply(Problem.internal());
    }
  }

  private static Reply answer(Section section, Incoming incoming, Response response)
      throws IOException {
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
        byte[] body = incoming.body(section.bodyBytesAtMost());
        Map<String, String> query = Query.decode(incoming.query());
        return route.handler().handle(new Call(caller, incoming, variables.get(), query, body));
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

  private void send(Request request, Response response, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Content content -> send(request, response, content);
      case Reply.Events events -> {
        if (!stream.send(response, events.since())) {
          send(request, response, Section.json(Problem.busy("too many clients follow events")));
        }
      }
    }
  }

  private static void send(Request request, Response response, Reply.Content content)
      throws IOException {
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
