package io.nightjar.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.blob.BlobDescriptor;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.hash.Digests;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.image.json.OciIndexTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestListTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import com.google.cloud.tools.jib.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images in a registry. As whom, it is told by the environment ({@code REGISTRY_USERNAME} and
 * {@code REGISTRY_PASSWORD}) or by docker's configuration and its credential helpers; never by
 * arguments, which everybody on the machine can read. Without TLS it talks to this machine alone.
 */
final class Registry {

  private static final String SYSTEM = "linux";

  private final String name;
  private final ImageReference reference;
  private final Map<String, String> environment;

  /**
   * @param name of one image without a tag, such as {@code
   *     registry.example/security/nightjar-agent}
   */
  Registry(String name, Map<String, String> environment) throws Exception {
    this.name = name;
    this.reference = ImageReference.parse(name);
    this.environment = environment;
  }

  /** An image in the registry, and the processor that it is for. */
  record Pushed(Architecture architecture, DescriptorDigest digest) {}

  String name() {
    return name;
  }

  /** Where the image of one processor goes. */
  Containerizer to(String tag) throws Exception {
    RegistryImage image = RegistryImage.named(name + ":" + tag);
    for (CredentialRetriever each : credentials()) {
      image.addCredentialRetriever(each);
    }
    return Containerizer.to(image).setAllowInsecureRegistries(isLoopback());
  }

  /** Gives one name to the images of several processors. */
  DescriptorDigest index(List<Pushed> images, ImageFormat format, String tag) throws Exception {
    RegistryClient client = client();
    boolean oci = format == ImageFormat.OCI;
    Class<? extends ManifestTemplate> form =
        oci ? OciIndexTemplate.class : V22ManifestListTemplate.class;
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    index.put("schemaVersion", 2);
    index.put(
        "mediaType",
        oci ? OciIndexTemplate.MEDIA_TYPE : V22ManifestListTemplate.MANIFEST_MEDIA_TYPE);
    ArrayNode manifests = index.putArray("manifests");
    for (Pushed each : images) {
      ManifestTemplate manifest = manifest(client, each);
      ObjectNode entry = manifests.addObject();
      entry.put("mediaType", manifest.getManifestMediaType());
      entry.put("digest", each.digest().toString());
      entry.put("size", size(manifest, each));
      entry
          .putObject("platform")
          .put("architecture", each.architecture().debianName())
          .put("os", SYSTEM);
    }
    return client.pushManifest(JsonTemplateMapper.readJson(index.toString(), form), tag);
  }

  /** As the registry gives it back; it cannot be another, since it is asked for by its digest. */
  private static ManifestTemplate manifest(RegistryClient client, Pushed image) throws Exception {
    return client.pullManifest(image.digest().toString()).getManifest();
  }

  private static long size(ManifestTemplate manifest, Pushed image) throws IOException {
    BlobDescriptor written = Digests.computeDigest(manifest);
    if (!written.getDigest().equals(image.digest())) {
      throw new IOException("the registry changed the manifest of " + image.digest());
    }
    return written.getSize();
  }

  private RegistryClient client() throws Exception {
    RegistryClient.Factory factory =
        RegistryClient.factory(
            EventHandlers.NONE,
            reference.getRegistry(),
            reference.getRepository(),
            new FailoverHttpClient(isLoopback(), false, event -> {}));
    Optional<Credential> credential = credential();
    credential.ifPresent(factory::setCredential);
    RegistryClient client = factory.newRegistryClient();
    if (!client.doPushBearerAuth() && credential.isPresent()) {
      client.configureBasicAuth();
    }
    return client;
  }

  private List<CredentialRetriever> credentials() {
    CredentialRetriever given =
        () ->
            Optional.ofNullable(environment.get("REGISTRY_USERNAME"))
                .map(
                    user ->
                        Credential.from(user, environment.getOrDefault("REGISTRY_PASSWORD", "")));
    return List.of(
        given,
        CredentialRetrieverFactory.forImage(reference, event -> {}, environment)
            .dockerConfig(dockerConfiguration()));
  }

  private Path dockerConfiguration() {
    String folder = environment.get("DOCKER_CONFIG");
    return (folder == null
            ? Path.of(environment.getOrDefault("HOME", "/root"), ".docker")
            : Path.of(folder))
        .resolve("config.json");
  }

  /** As whom; empty where nothing says it. */
  Optional<Credential> credential() throws Exception {
    for (CredentialRetriever each : credentials()) {
      Optional<Credential> found = each.retrieve();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Only what does not leave the machine may go without TLS. */
  private boolean isLoopback() {
    String host = reference.getRegistry().replaceFirst(":\\d+$", "");
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }
}
