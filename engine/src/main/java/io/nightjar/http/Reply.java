package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a handler answers. */
public sealed interface Reply {

  /** One body, whole. None is kept by caches, and none is taken for another type. */
  final class Content implements Reply {
    private final int status;
    private final String type;
    private final byte[] body;
    private final Map<String, String> headers;

    /**
     * @param type value of Content-Type
     * @param headers beside it
     */
    public Content(int status, String type, byte[] body, Map<String, String> headers) {
      this.status = status;
      this.type = type;
      this.body = body;
      this.headers = Map.copyOf(headers);
    }

    int status() {
      return status;
    }

    String type() {
      return type;
    }

    byte[] body() {
      return body;
    }

    Map<String, String> headers() {
      return headers;
    }
  }

  /**
   * One that is not known yet; the thread of the request does not wait for it.
   *
   * @param answer fails with a {@link Rejection} instead of an answer
   */
  record Later(CompletableFuture<Content> answer) implements Reply {}

  /**
   * The feed of events from {@code since} on, until the client leaves.
   *
   * @param since number of the last event that the client has seen
   * @param kinds names of the events that are sent; empty for all
   */
  record Events(long since, Set<String> kinds) implements Reply {
    public Events {
      kinds = Set.copyOf(kinds);
    }

    public Events(long since) {
      this(since, Set.of());
    }
  }

  /** Server-sent events of a source of their own, until it ends or the client leaves. */
  record Stream(Source source) implements Reply {

    /** Sends events on the thread of the request, which it may block. */
    @FunctionalInterface
    public interface Source {
      /**
       * @throws InterruptedException when the server stops
       */
      void sendTo(Line line) throws IOException, InterruptedException;
    }

    /** The client's end. */
    public interface Line {
      void event(String name, Object data) throws IOException;

      /** Shows that it is still there, and finds out whether the client is. */
      void beat() throws IOException;
    }
  }

  /** 200 with one JSON value. */
  static Reply.Content ok(Object body) {
    return json(200, body);
  }

  static Reply.Content json(int status, Object body) {
    return new Content(status, "application/json", bytes(body), Map.of());
  }

  /** One page, whose headers say what it may load and who may frame it. */
  static Reply html(int status, String page, Map<String, String> headers) {
    return new Content(
        status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** To another place, by GET (303). */
  static Reply seeOther(String location) {
    return new Content(303, "text/plain", new byte[0], Map.of("Location", location));
  }

  /** As JSON. */
  static byte[] bytes(Object body) {
    try {
      return io.nightjar.store.Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is answered is always JSON", e);
    }
  }
}
