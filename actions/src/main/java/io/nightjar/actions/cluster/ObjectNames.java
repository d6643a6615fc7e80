package io.nightjar.actions.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 * Reads the metadata of an object without its content, so that the value of a Secret never leaves
 * the API server.
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
    return metadata("api/v1/namespaces/" + encoded(namespace) + "/secrets/" + encoded(name));
  }

  private Optional<JsonNode> metadata(String path) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(URI.create(client.getMasterUrl() + path))
            .header("Accept", METADATA_ONLY)
            .build();
    HttpResponse<String> response = answer(request);
    if (response.code() == 404) {
      return Optional.empty();
    }
    if (!response.isSuccessful()) {
      throw new KubernetesClientException(
          "reading the metadata of " + path + " was answered by " + response.code(),
          response.code(),
          null);
    }
    try {
      JsonNode object = JSON.readTree(response.body());
      if (object.has("data")) {
        throw new KubernetesClientException(
            "the server sends content where only metadata is asked");
      }
      return Optional.of(object.path("metadata"));
    } catch (JsonProcessingException notJson) {
      throw new KubernetesClientException("not the answer of an API server", notJson);
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
