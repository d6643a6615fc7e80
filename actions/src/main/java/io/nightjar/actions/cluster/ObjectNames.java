package io.nightjar.actions.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Reads and changes an object by its metadata alone, so that the value of a Secret never leaves the
 * API server.
 */
public final class ObjectNames {
  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;

  public ObjectNames(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The {@code metadata} of a Secret, if there is one of that name.
   *
   * @throws KubernetesClientException when the server refuses or does not answer
   */
  public Optional<JsonNode> secret(String namespace, String name) {
    return metadata(secretPath(namespace, name));
  }

  /**
   * Changes a Secret; only its metadata comes back.
   *
   * @param operations a JSON patch (RFC 6902)
   * @throws KubernetesClientException when the server refuses or does not answer; the patch is not
   *     in its message
   */
  public JsonNode patchSecret(
      String namespace, String name, String operations, String manager, boolean dryRun) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(
                uri(
                    secretPath(namespace, name)
                        + "?fieldManager="
                        + encoded(manager)
                        + (dryRun ? "&dryRun=All" : "")))
            .header("Accept", METADATA_ONLY)
            .method("PATCH", "application/json-patch+json", operations)
            .build();
    return metadata(secretPath(namespace, name), answer(request));
  }

  private static String secretPath(String namespace, String name) {
    return "api/v1/namespaces/" + encoded(namespace) + "/secrets/" + encoded(name);
  }

  private URI uri(String path) {
    return URI.create(client.getMasterUrl() + path);
  }

  private Optional<JsonNode> metadata(String path) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(uri(path))
            .header("Accept", METADATA_ONLY)
            .build();
    HttpResponse<String> response = answer(request);
    return response.code() == 404 ? Optional.empty() : Optional.of(metadata(path, response));
  }

  private JsonNode metadata(String path, HttpResponse<String> response) {
    if (!response.isSuccessful()) {
      throw refused(path, response);
    }
    try {
      JsonNode object = JSON.readTree(response.body());
      if (object.has("data")) {
        throw new KubernetesClientException(
            "the server sends content where only metadata is asked");
      }
      return object.path("metadata");
    } catch (JsonProcessingException notJson) {
      throw new KubernetesClientException("not the answer of an API server", notJson);
    }
  }

  private KubernetesClientException refused(String path, HttpResponse<String> response) {
    String message = path + " was answered by " + response.code();
    try {
      Status status = JSON.convertValue(JSON.readTree(response.body()), Status.class);
      return new KubernetesClientException(message, response.code(), status);
    } catch (JsonProcessingException | IllegalArgumentException noStatus) {
      return new KubernetesClientException(message, response.code(), null);
    }
  }

  private HttpResponse<String> answer(HttpRequest request) {
    try {
      return client.getHttpClient().sendAsync(request, String.class).join();
    } catch (CompletionException failed) {
      throw KubernetesClientException.launderThrowable(failed.getCause());
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
