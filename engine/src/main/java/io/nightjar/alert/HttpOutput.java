package io.nightjar.alert;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts each alert to an address, as Falco does, and looks at the answer, which Falco does not. The
 * address is a secret: no message tells it.
 */
public final class HttpOutput implements AlertOutput {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
  private static final int NO_ANSWER = 0;

  /** What these answer of a line they would answer again: it is malformed, or too large. */
  private static final Set<Integer> NEVER_TAKEN = Set.of(400, 413, 422);

  /** Waits between tries; tests do not. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * @param timeout of one try
   * @param retries after the first try
   * @param compress whether bodies are packed until the receiver refuses one
   * @param authorization value of that header; null for none
   */
  public record Settings(
      URI url,
      String userAgent,
      String contentType,
      Duration timeout,
      int retries,
      boolean compress,
      @Nullable String authorization) {

    Settings(
        URI url,
        String userAgent,
        String contentType,
        Duration timeout,
        int retries,
        boolean compress) {
      this(url, userAgent, contentType, timeout, retries, compress, null);
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private final Settings settings;
  private final Pause pause;
  private final HttpClient client;
  private boolean compress;
  private String lastFailure = "";

  /**
   * @param trust for https; null for this machine's
   */
  public HttpOutput(Settings settings, @Nullable SSLContext trust, Pause pause) {
    this.settings = settings;
    this.pause = pause;
    this.compress = settings.compress();
    // HTTP/1.1 as Falco speaks; a redirect could carry alerts to somebody else
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    if (trust != null) {
      builder.sslContext(trust);
    }
    this.client = builder.build();
  }

  @Override
  public void write(String line) throws IOException, InterruptedException {
    byte[] body = line.getBytes(StandardCharsets.UTF_8);
    Duration wait = FIRST_PAUSE;
    String problem = "";
    int lastStatus = NO_ANSWER;
    for (int attempt = 0; attempt <= settings.retries(); attempt++) {
      if (attempt > 0) {
        pause.sleep(wait);
        Duration twice = wait.multipliedBy(2);
        wait = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
      }
      int status = post(body);
      if (compress && status >= 400 && status < 500 && status != 408 && status != 429) {
        // Falcosidekick, for one, does not unpack: better plain than lost
        compress = false;
        status = post(body);
      }
      if (status >= 200 && status < 300) {
        return;
      }
      lastStatus = status;
      problem = status == NO_ANSWER ? lastFailure : "it answered " + status;
      boolean mayPass = status == NO_ANSWER || status == 408 || status == 429 || status >= 500;
      if (!mayPass) {
        break;
      }
    }
    String words = "the receiver did not take it: " + problem;
    throw NEVER_TAKEN.contains(lastStatus) ? new RefusedLine(words) : new IOException(words);
  }

  // the exception is not passed on because its message may hold the address
  private int post(byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.timeout())
            .header("Content-Type", settings.contentType())
            .header("User-Agent", settings.userAgent());
    if (settings.authorization() != null) {
      request.header("Authorization", settings.authorization());
    }
    if (compress) {
      request.header("Content-Encoding", "gzip");
    }
    request.POST(HttpRequest.BodyPublishers.ofByteArray(compress ? packed(body) : body));
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      lastFailure = reason(e);
      return NO_ANSWER;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case HttpTimeoutException timeout -> "it did not answer in time";
      case SSLException tls -> "no trusted connection (TLS)";
      case ConnectException refused -> "it cannot be reached";
      default -> "the connection broke";
    };
  }

  private static byte[] packed(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes everything", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
