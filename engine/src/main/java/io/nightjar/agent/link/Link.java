package io.nightjar.agent.link;

import io.nightjar.actions.DisplayText;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine of the moment. An answer that never comes, and a refusal that may pass, make the
 * next one the engine of the moment. TLS is set up anew when its files change. Any thread.
 */
public final class Link implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration HEADERS_WITHIN = Duration.ofSeconds(20);
  private static final int OK = 200;

  /** What is answered so will be answered so again. */
  private static final Set<Integer> REFUSED = Set.of(400, 404, 405, 409, 410, 413, 422);

  private static final int ANSWER_BYTES_AT_MOST = 8 << 20;
  private static final int SHOWN_AT_MOST = 300;

  private final Engines engines;
  private final Credentials credentials;
  private HttpClient client;
  private String edition;
  private long lookedNanos = System.nanoTime();

  /**
   * @throws IllegalStateException naming the file that cannot be used
   */
  public Link(Engines engines, Credentials credentials) {
    this.engines = engines;
    this.credentials = credentials;
    this.edition = credentials.editionOfTls();
    this.client = made(credentials);
  }

  private static HttpClient made(Credentials credentials) {
    // a redirect could carry a token to somebody else
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .followRedirects(HttpClient.Redirect.NEVER);
    SSLContext tls = LinkTls.of(credentials);
    return (tls == null ? builder : builder.sslContext(tls)).build();
  }

  public Engines engines() {
    return engines;
  }

  /**
   * @param within all of the answer must be here
   * @throws LinkFailure when it is not what was hoped for
   */
  public <T> T post(String path, byte[] body, Class<T> answer, Duration within)
      throws LinkFailure, InterruptedException {
    return answered(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body)),
        path,
        answer,
        within);
  }

  public <T> T post(String path, Object body, Class<T> answer, Duration within)
      throws LinkFailure, InterruptedException {
    return post(path, Json.write(body).getBytes(StandardCharsets.UTF_8), answer, within);
  }

  /**
   * Uploads a piece of a file.
   *
   * @param sha256 hex digits of the whole file's content
   */
  public <T> T put(String path, byte[] piece, String sha256, Class<T> answer, Duration within)
      throws LinkFailure, InterruptedException {
    return answered(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/octet-stream")
            .header(Wire.HASH_HEADER, sha256)
            .PUT(BodyPublishers.ofByteArray(piece)),
        path,
        answer,
        within);
  }

  /** Follows server-sent events; the caller closes. What is silent is the caller's to end. */
  public InputStream follow(String path) throws LinkFailure, InterruptedException {
    URI engine = engines.current();
    HttpRequest request =
        authorized(HttpRequest.newBuilder().header("Accept", "text/event-stream").GET())
            .timeout(HEADERS_WITHIN)
            .uri(at(engine, path))
            .build();
    try {
      HttpResponse<InputStream> response = client().send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() == OK) {
        engines.reached();
        return response.body();
      }
      throw failure(engine, whole(response));
    } catch (IOException e) {
      throw unanswered(engine, e);
    }
  }

  /** An answer whose body is here. */
  @SuppressWarnings("ArrayRecordComponent") // read once
  private record Answer(int status, HttpHeaders headers, byte[] body) {}

  private <T> T answered(HttpRequest.Builder request, String path, Class<T> type, Duration within)
      throws LinkFailure, InterruptedException {
    Answer answer = send(request, path, within);
    try {
      return Json.MAPPER.readValue(answer.body(), type);
    } catch (IOException e) {
      throw new LinkFailure.NotNow("the engine's answer is not understood", Duration.ZERO);
    }
  }

  /** Waits for the body, too: the client's own time-out ends with the headers. */
  private Answer send(HttpRequest.Builder request, String path, Duration within)
      throws LinkFailure, InterruptedException {
    URI engine = engines.current();
    CompletableFuture<HttpResponse<InputStream>> asked =
        client()
            .sendAsync(
                authorized(request).uri(at(engine, path)).build(), BodyHandlers.ofInputStream());
    try {
      Answer answer = asked.thenApply(Link::whole).get(within.toNanos(), TimeUnit.NANOSECONDS);
      if (answer.status() == OK) {
        engines.reached();
        return answer;
      }
      throw failure(engine, answer);
    } catch (TimeoutException e) {
      throw unanswered(engine, new HttpTimeoutException("no answer"));
    } catch (ExecutionException e) {
      throw unanswered(engine, broken(e.getCause()));
    } finally {
      // nothing where it is here; else the connection is given up
      boolean unused = asked.cancel(true);
    }
  }

  private static IOException broken(@Nullable Throwable cause) {
    if (cause instanceof IOException broken) {
      return broken;
    }
    return new IOException(cause instanceof UncheckedIOException cut ? cut.getCause() : cause);
  }

  private static Answer whole(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return new Answer(
          response.statusCode(), response.headers(), body.readNBytes(ANSWER_BYTES_AT_MOST));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder authorized(HttpRequest.Builder request) throws LinkFailure {
    String authorization = credentials.authorization();
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private LinkFailure unanswered(URI engine, IOException e) {
    String why = engine + " " + reason(e);
    engines.failed(engine, why);
    return new LinkFailure.NotNow(why, Duration.ZERO);
  }

  private static URI at(URI engine, String path) {
    String base = engine.toString();
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + Wire.BASE + path);
  }

  private LinkFailure failure(URI engine, Answer answer) {
    int status = answer.status();
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    String why =
        engine
            + " answered "
            + status
            + (text.isEmpty() ? "" : ": " + DisplayText.of(text, SHOWN_AT_MOST));
    if (REFUSED.contains(status)) {
      if (status != 404 && status != 405) {
        // it did answer: what was asked is what it does not like
        engines.reached();
      }
      return new LinkFailure.Refused(why, status);
    }
    engines.failed(engine, why);
    if (status == 401 || status == 403) {
      connectAnew();
      return new LinkFailure.NotLetIn(why);
    }
    return new LinkFailure.NotNow(why, pause(answer.headers()));
  }

  /**
   * A kept connection stays who its handshake said: one that was made before the engine trusted
   * this certificate's authority would stay nobody's. At the next look there is another.
   */
  private synchronized void connectAnew() {
    if (credentials.certificate() != null) {
      edition = "";
    }
  }

  private static Duration pause(HttpHeaders headers) {
    try {
      return Duration.ofSeconds(
          Math.clamp(Long.parseLong(headers.firstValue("Retry-After").orElse("0")), 0, 60));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case HttpConnectTimeoutException connect -> "cannot be reached";
      case HttpTimeoutException timeout -> "did not answer in time";
      case SSLException tls -> "no trusted connection (TLS): " + tls.getMessage();
      case ConnectException refused -> "cannot be reached";
      default -> "the connection broke";
    };
  }

  private synchronized HttpClient client() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      String found = credentials.editionOfTls();
      if (!found.equals(edition)) {
        renew(found);
      }
    }
    return client;
  }

  /** What is half written is tried again at the next look, with the old ones until then. */
  private void renew(String found) {
    @Nullable HttpClient fresh;
    try {
      fresh = made(credentials);
    } catch (IllegalStateException unusable) {
      return;
    }
    // requests in flight end on the old one
    client.shutdown();
    client = fresh;
    edition = found;
  }

  @Override
  public synchronized void close() {
    client.shutdownNow();
  }
}
