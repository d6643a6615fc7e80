package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images are pushed to a real registry on this machine, and come back as they were. */
@SuppressWarnings("NullAway.Init") // filled in by JUnit
class RegistryIT {

  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private String address;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        Files.isExecutable(PROGRAM), "no registry here: apt-get install docker-registry has one");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    address = "127.0.0.1:" + port;
    Path configuration =
        Files.writeString(
            folder.resolve("registry.yml"),
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "%s"}
            """
                .formatted(folder.resolve("stored"), address));
    process =
        new ProcessBuilder(PROGRAM.toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(ConnectException.class)
        .until(() -> get("/v2/").statusCode() == 200);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void oneNameStandsForTheImagesOfBothProcessorsAndEachPushGivesTheSame() throws Exception {
    Registry registry = new Registry(address + "/security/nightjar-agent", Map.of());

    DescriptorDigest index = push(registry, "first");

    HttpResponse<byte[]> answer = get("/v2/security/nightjar-agent/manifests/1.2.0");
    assertThat(sha256(answer.body())).isEqualTo(index.toString());
    JsonNode manifests = new ObjectMapper().readTree(answer.body()).path("manifests");
    assertThat(manifests).hasSize(2);
    for (JsonNode each : manifests) {
      String processor = each.path("platform").path("architecture").asText();
      byte[] own = get("/v2/security/nightjar-agent/manifests/1.2.0-" + processor).body();
      assertThat(sha256(own)).isEqualTo(each.path("digest").asText());
      assertThat(own).hasSize(each.path("size").asInt());
      String configuration =
          new ObjectMapper().readTree(own).path("config").path("digest").asText();
      byte[] image = get("/v2/security/nightjar-agent/blobs/" + configuration).body();
      assertThat(new ObjectMapper().readTree(image).path("architecture").asText())
          .isEqualTo(processor);
    }
    assertThat(push(registry, "second")).isEqualTo(index);
  }

  private DescriptorDigest push(Registry registry, String name) throws Exception {
    List<Registry.Pushed> images = new ArrayList<>();
    for (Architecture each : Architecture.values()) {
      Build build = SmallTree.build(folder.resolve(name + each.debianName()), each, "jar");
      images.add(
          new Registry.Pushed(
              each,
              new ImageFile(build, Role.AGENT)
                  .write(
                      SmallTree.base(build),
                      ImageFormat.OCI,
                      registry.to("1.2.0-" + each.debianName()))
                  .getDigest()));
    }
    return registry.index(images, ImageFormat.OCI, "1.2.0");
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .header("Accept", MANIFESTS)
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String sha256(byte[] content) throws Exception {
    return "sha256:"
        + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
