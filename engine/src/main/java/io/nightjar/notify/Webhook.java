package io.nightjar.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts each notice as JSON. With a key it sends {@code Nightjar-Signature: t=SECONDS,v1=HEX},
 * where HEX is the HMAC-SHA-256 of {@code SECONDS.BODY}; the receiver must check it and refuse old
 * times. The address is a secret: no message tells it.
 */
public final class Webhook implements Delivery {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** Waits between tries; tests do not. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * @param key of the signature, or empty for none
   * @param attempts in all
   * @param timeout of one try
   * @param answerLinks whether it hands the answer links to their people
   */
  public record Settings(URI url, String key, int attempts, Duration timeout, boolean answerLinks) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private final Settings settings;
  private final InstantSource clock;
  private final Pause pause;
  private final HttpClient client;

  public Webhook(Settings settings, InstantSource clock, Pause pause) {
    this.settings = settings;
    this.clock = clock;
    this.pause = pause;
    // a redirect could carry the signed notice to somebody else
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public void deliver(Notice notice) throws IOException, InterruptedException {
    String body =
        settings.answerLinks() && !notice.invited().isEmpty()
            ? NoticeJson.lineWithLinks(notice)
            : NoticeJson.line(notice);
    Duration wait = FIRST_PAUSE;
    String problem = "";
    for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
      if (attempt > 1) {
        pause.sleep(wait);
        wait = wait.multipliedBy(2);
      }
      int status = post(body);
      if (status >= 200 && status < 300) {
        return;
      }
      problem = status == 0 ? "it cannot be reached" : "it answered " + status;
      boolean mayPass = status == 0 || status == 408 || status == 429 || status >= 500;
      if (!mayPass) {
        break;
      }
    }
    throw new IOException("the web hook did not take it: " + problem);
  }

  // 0 when there was no answer; the exception is dropped because its message holds the address
  private int post(String body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", "nightjar")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!settings.key().isEmpty()) {
      request.header("Nightjar-Signature", signature(body));
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private String signature(String body) {
    long seconds = clock.instant().getEpochSecond();
    return "t=" + seconds + ",v1=" + hmac(settings.key(), seconds + "." + body);
  }

  static String hmac(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
