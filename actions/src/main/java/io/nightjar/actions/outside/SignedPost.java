package io.nightjar.actions.outside;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to one address. With a key it sends {@code Nightjar-Signature: t=SECONDS,v1=HEX},
 * where HEX is the HMAC-SHA-256 of {@code SECONDS.BODY}; the receiver must check it and refuse old
 * times. Address and key are secrets: nothing here tells them. Any thread.
 */
public final class SignedPost {
  /** So much of an answer is read. */
  static final int MOST_OF_ANSWER = 1_024;

  private static final String DISTRUSTED = "its certificate is not trusted, or not for that name";

  private final Address address;
  private final InstantSource clock;
  private final int mostOfAnswer;
  private final HttpClient client;

  public SignedPost(Address address, InstantSource clock) {
    this(address, clock, MOST_OF_ANSWER);
  }

  /**
   * @param mostOfAnswer so many bytes of an answer are read
   */
  public SignedPost(Address address, InstantSource clock, int mostOfAnswer) {
    this.address = address;
    this.clock = clock;
    this.mostOfAnswer = mostOfAnswer;
    // a redirect could carry what is signed to somebody else
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(address.timeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    if (address.tls() != null) {
      builder.sslContext(address.tls());
    }
    this.client = builder.build();
  }

  /**
   * Where to.
   *
   * @param key of the signature, or empty for none
   * @param timeout of one post, its answer included
   * @param tls whom to trust; null for those whom this machine does
   */
  public record Address(URI url, String key, Duration timeout, @Nullable SSLContext tls) {

    /** One whose certificate this machine trusts. */
    public Address(URI url, String key, Duration timeout) {
      this(url, key, timeout, null);
    }

    /**
     * @throws IllegalArgumentException when it is no address of the web; never tells it
     */
    public static URI parse(String text) {
      URI uri;
      try {
        uri = URI.create(text);
      } catch (IllegalArgumentException e) {
        // no cause: its message would tell the secret
        throw new IllegalArgumentException("is not an address");
      }
      if (uri.getHost() == null
          || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        throw new IllegalArgumentException("must start with https:// or http://");
      }
      return uri;
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /**
   * What came back.
   *
   * @param status of HTTP, or 0 when there was no answer
   * @param start of its body, as UTF-8, without the secrets of the post; whoever answers may have
   *     chosen it to deceive. Without an answer, why there is none, or empty
   * @param retryAfter how long the other side wants to be left alone; null when it did not say
   */
  public record Answer(int status, String start, @Nullable Duration retryAfter) {
    private static final Answer NONE = new Answer(0, "", null);

    public boolean taken() {
      return status >= 200 && status < 300;
    }

    /** Whether another try may help. */
    public boolean mayPass() {
      return status == 0 || status == 408 || status == 429 || status >= 500;
    }

    /** Why it was not taken, for people. */
    public String problem() {
      if (status != 0) {
        return "it answered " + status;
      }
      return start.isEmpty() ? "it cannot be reached" : start;
    }
  }

  public Answer send(String body, Map<String, String> headers) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.url())
            .timeout(address.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", "nightjar")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (!address.key().isEmpty()) {
      request.header("Nightjar-Signature", signature(body));
    }
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request.build(), info -> new StartOfBody(mostOfAnswer));
    try {
      // the request's own time limit ends with the headers; a body can drip for ever
      HttpResponse<String> response = sent.get(address.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          response.statusCode(),
          HiddenWords.of(address, headers).outOf(response.body()),
          response.headers().firstValue("Retry-After").map(SignedPost::seconds).orElse(null));
    } catch (ExecutionException e) {
      // dropped, because its message holds the address
      if (e.getCause() instanceof SSLHandshakeException) {
        return new Answer(0, DISTRUSTED, null);
      }
      if (e.getCause() instanceof IOException) {
        return Answer.NONE;
      }
      throw new IllegalStateException("the post cannot be made");
    } catch (TimeoutException e) {
      return Answer.NONE;
    } finally {
      sent.cancel(true);
    }
  }

  private static @Nullable Duration seconds(String text) {
    return text.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : null;
  }

  private String signature(String body) {
    long seconds = clock.instant().getEpochSecond();
    return "t=" + seconds + ",v1=" + hmac(address.key(), seconds + "." + body);
  }

  /** HMAC-SHA-256 (RFC 2104) of both as UTF-8, in hex. */
  public static String hmac(String key, String text) {
    return HexFormat.of().formatHex(Hmac.of(key, text));
  }
}
