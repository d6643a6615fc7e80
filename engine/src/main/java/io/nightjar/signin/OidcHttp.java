package io.nightjar.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks an identity provider: in seconds, bounded, to the very address, and only for JSON. */
final class OidcHttp implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int BYTES_AT_MOST = 512 * 1024;

  private final HttpClient client;

  /**
   * @param tls whom to trust; null for those whom this machine does
   */
  OidcHttp(@Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(HttpClient.Redirect.NEVER);
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.client = builder.build();
  }

  /** Status and body of an answer. */
  record Answer(int status, ObjectNode body) {}

  ObjectNode get(URI address) throws OidcFailure.Silent {
    Answer answer = send(HttpRequest.newBuilder(address).GET());
    if (answer.status() != 200) {
      throw new OidcFailure.Silent(address + " answers with status " + answer.status());
    }
    return answer.body();
  }

  Answer send(HttpRequest.Builder request) throws OidcFailure.Silent {
    HttpRequest asked = request.timeout(TIMEOUT).header("Accept", "application/json").build();
    try {
      HttpResponse<InputStream> response = client.send(asked, BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] bytes = in.readNBytes(BYTES_AT_MOST + 1);
        JsonNode body = bytes.length > BYTES_AT_MOST ? null : Json.MAPPER.readTree(bytes);
        if (body instanceof ObjectNode object) {
          return new Answer(response.statusCode(), object);
        }
      }
      throw new OidcFailure.Silent(asked.uri() + " answers with no JSON object");
    } catch (IOException e) {
      throw new OidcFailure.Silent(asked.uri() + " does not answer: " + e.getClass().getName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OidcFailure.Silent("interrupted");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
