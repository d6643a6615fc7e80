package io.nightjar.evidence.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Objects in one bucket, addressed by path. Every body is signed with its hash, so that the other
 * side refuses what arrives changed. Any thread; secrets are never told.
 */
public final class Bucket {
  static final String HASH = "x-amz-meta-sha256";

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String NOTHING = SignatureV4.sha256(new byte[0]);

  private final Place place;
  private final SignatureV4 signature;
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * Where it is, and who asks.
   *
   * @param endpoint such as {@code https://s3.eu-central-1.amazonaws.com}, without a path
   * @param prefix of all keys, empty or ending with a slash
   * @param sessionToken empty for none
   */
  public record Place(
      URI endpoint,
      String bucket,
      String prefix,
      String region,
      String accessKeyId,
      String secretAccessKey,
      String sessionToken) {

    /** For people; no secrets. */
    public String describe() {
      return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public String toString() {
      return describe();
    }
  }

  public Bucket(Place place, InstantSource clock) {
    this.place = place;
    this.signature = new SignatureV4(place.accessKeyId(), place.secretAccessKey(), place.region());
    this.clock = clock;
  }

  /** For people; no secrets. */
  public String describe() {
    return place.describe();
  }

  /**
   * Puts a file there, unless the same is there already.
   *
   * @param sha256 of the file, in hex
   */
  public void put(String key, Path file, String sha256) throws IOException, InterruptedException {
    if (hash(key).filter(sha256::equals).isEmpty()) {
      put(key, BodyPublishers.ofFile(file), sha256);
    }
  }

  /** Puts these bytes there. */
  public void put(String key, byte[] bytes) throws IOException, InterruptedException {
    put(key, BodyPublishers.ofByteArray(bytes), SignatureV4.sha256(bytes));
  }

  private void put(String key, BodyPublisher body, String sha256)
      throws IOException, InterruptedException {
    SortedMap<String, String> more = new TreeMap<>();
    more.put(HASH, sha256);
    HttpResponse<Void> answer = send("PUT", key, body, sha256, more, BodyHandlers.discarding());
    if (answer.statusCode() != 200) {
      throw refused("PUT", answer.statusCode());
    }
  }

  /** What {@link #put} noted with it; empty when it is not there. */
  public Optional<String> hash(String key) throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        send(
            "HEAD",
            key,
            BodyPublishers.noBody(),
            NOTHING,
            new TreeMap<>(),
            BodyHandlers.discarding());
    if (answer.statusCode() == 200) {
      return Optional.of(answer.headers().firstValue(HASH).orElse(""));
    }
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    throw refused("HEAD", answer.statusCode());
  }

  /** Its content, to be closed; empty when it is not there. */
  public Optional<InputStream> get(String key) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        send(
            "GET",
            key,
            BodyPublishers.noBody(),
            NOTHING,
            new TreeMap<>(),
            BodyHandlers.ofInputStream());
    if (answer.statusCode() == 200) {
      return Optional.of(answer.body());
    }
    answer.body().close();
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    throw refused("GET", answer.statusCode());
  }

  private IOException refused(String method, int code) {
    return new IOException(describe() + " answered " + code + " to " + method);
  }

  private <T> HttpResponse<T> send(
      String method,
      String key,
      BodyPublisher body,
      String sha256,
      SortedMap<String, String> more,
      BodyHandler<T> handler)
      throws IOException, InterruptedException {
    String path = "/" + place.bucket() + "/" + place.prefix() + key;
    SortedMap<String, String> headers = new TreeMap<>(more);
    headers.put("host", host());
    headers.put("x-amz-content-sha256", sha256);
    headers.put("x-amz-date", SignatureV4.time(clock.instant()));
    if (!place.sessionToken().isEmpty()) {
      headers.put("x-amz-security-token", place.sessionToken());
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    place.endpoint().getScheme()
                        + "://"
                        + place.endpoint().getRawAuthority()
                        + SignatureV4.encode(path, true)))
            .timeout(PATIENCE)
            .method(method, body);
    headers.forEach(
        (name, value) -> {
          // the client sets it from the address
          if (!name.equals("host")) {
            request.header(name, value);
          }
        });
    request.header(
        "Authorization", signature.authorization(method, path, new TreeMap<>(), headers, sha256));
    return client.send(request.build(), handler);
  }

  private String host() {
    URI endpoint = place.endpoint();
    int usual = "https".equals(endpoint.getScheme()) ? 443 : 80;
    return endpoint.getPort() < 0 || endpoint.getPort() == usual
        ? endpoint.getHost()
        : endpoint.getHost() + ":" + endpoint.getPort();
  }
}
