package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.ChangeWatch;
import io.nightjar.actions.ObjectChange;
import io.nightjar.actions.ObjectChange.What;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.cluster.ObjectNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The effect half of all actions: each method is one request to the API server.
 *
 * <p>Every method throws {@link io.fabric8.kubernetes.client.KubernetesClientException} when the
 * server refuses or cannot be reached; {@link ConflictRetry} turns it into a value.
 */
final class ClusterObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;

  ClusterObjects(KubernetesClient client) {
    this.client = client;
  }

  <T extends HasMetadata> Lookup<T> find(Class<T> type, String namespace, String name, String uid) {
    Optional<T> read = get(type, namespace, name);
    if (read.isEmpty()) {
      return new Lookup.Gone<>();
    }
    String foundUid = read.get().getMetadata().getUid();
    return uid.equals(foundUid) ? new Lookup.Found<>(read.get()) : new Lookup.Another<>(foundUid);
  }

  /**
   * @param namespace empty for a cluster-wide object
   */
  <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    MixedOperation<T, KubernetesResourceList<T>, Resource<T>> all = client.resources(type);
    return Optional.ofNullable(
        namespace.isEmpty()
            ? all.withName(name).get()
            : all.inNamespace(namespace).withName(name).get());
  }

  /**
   * @param namespace empty for cluster-wide objects
   */
  <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return namespace.isEmpty()
        ? client.resources(type).list().getItems()
        : client.resources(type).inNamespace(namespace).list().getItems();
  }

  /** Whether the server knows such objects, in this version of their API. */
  boolean supports(Class<? extends HasMetadata> type) {
    return client.supports(type);
  }

  /** Whether the server has a subresource of a type of the core group: {@code pods/resize}. */
  boolean hasSubresource(String name) {
    APIResourceList core = client.getApiResources("v1");
    return core != null && core.getResources().stream().anyMatch(one -> one.getName().equals(name));
  }

  /** The pods that are bound to a node, from every namespace. */
  List<Pod> podsOn(String node) {
    return client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems();
  }

  <T extends HasMetadata> T create(T wanted, boolean dryRun) {
    T made = client.resource(wanted).dryRun(dryRun).create();
    ChangeWatch.note(
        () ->
            ObjectChange.between(
                describe(wanted), What.CREATED, MissingNode.getInstance(), json(wanted)));
    return made;
  }

  /** The object as the server has it after the patch (or would have it, in a dry run). */
  <T extends HasMetadata> T patch(T read, ObjectPatch patch, boolean dryRun) {
    return patched(read, client.resource(read).patch(context(dryRun), patch.json()));
  }

  /** The same through a subresource that takes and gives the whole object. */
  <T extends HasMetadata> T patch(T read, String subresource, ObjectPatch patch, boolean dryRun) {
    return patched(
        read, client.resource(read).subresource(subresource).patch(context(dryRun), patch.json()));
  }

  private <T extends HasMetadata> T patched(T read, T after) {
    ChangeWatch.note(
        () -> ObjectChange.between(describe(read), What.CHANGED, json(read), json(after)));
    return after;
  }

  private static String describe(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    return describe(object.getKind(), metadata.getNamespace(), metadata.getName());
  }

  private static String describe(String kind, @Nullable String namespace, String name) {
    return kind + " " + (namespace == null || namespace.isEmpty() ? "" : namespace + "/") + name;
  }

  private static PatchContext context(boolean dryRun) {
    PatchContext.Builder context =
        new PatchContext.Builder().withPatchType(PatchType.JSON).withFieldManager(Marks.NIGHTJAR);
    if (dryRun) {
      context.withDryRun(List.of("All"));
    }
    return context.build();
  }

  /** Deletes exactly the version that was read. */
  void delete(HasMetadata read, boolean dryRun) {
    if (dryRun) {
      client.resource(read).dryRun(true).delete();
    } else {
      client.resource(read).lockResourceVersion().delete();
    }
    ChangeWatch.note(() -> ObjectChange.gone(describe(read), What.DELETED));
  }

  /**
   * Deletes the pod of that UID only, whatever its version; pods write their status all the time.
   */
  void deletePod(Pod read, @Nullable Long graceSeconds, boolean dryRun) {
    client.raw(podPath(read), "DELETE", byUid(read, graceSeconds, dryRun));
    ChangeWatch.note(() -> ObjectChange.gone(describe(read), What.DELETED));
  }

  /** Asks for its eviction, which disruption budgets may refuse with 429. */
  void evict(Pod read, @Nullable Long graceSeconds, boolean dryRun) {
    Eviction eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withNamespace(read.getMetadata().getNamespace())
            .withName(read.getMetadata().getName())
            .endMetadata()
            .withDeleteOptions(byUid(read, graceSeconds, dryRun))
            .build();
    client.raw(podPath(read) + "/eviction", "POST", eviction);
    ChangeWatch.note(() -> ObjectChange.gone(describe(read), What.EVICTED));
  }

  /** The metadata of a Secret; its content is not read. */
  Optional<JsonNode> secretMetadata(String namespace, String name) {
    return new ObjectNames(client).secret(namespace, name);
  }

  /** The metadata of a Secret after the patch, or as it would be. */
  JsonNode patchSecret(SecretTarget secret, ObjectPatch patch, boolean dryRun) {
    ObjectNames names = new ObjectNames(client);
    JsonNode after =
        names.patchSecret(secret.namespace(), secret.name(), patch.json(), Marks.NIGHTJAR, dryRun);
    ChangeWatch.note(
        () ->
            ObjectChange.gone(describe("Secret", secret.namespace(), secret.name()), What.CHANGED));
    return after;
  }

  /** Deletes exactly the version of the Secret whose metadata was read. */
  void deleteSecret(JsonNode metadata, boolean dryRun) {
    DeleteOptionsBuilder options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(metadata.path("uid").asText())
            .withResourceVersion(metadata.path("resourceVersion").asText())
            .endPreconditions();
    if (dryRun) {
      options.withDryRun("All");
    }
    client.raw(
        "/api/v1/namespaces/"
            + metadata.path("namespace").asText()
            + "/secrets/"
            + metadata.path("name").asText(),
        "DELETE",
        options.build());
    ChangeWatch.note(
        () ->
            ObjectChange.gone(
                describe(
                    "Secret", metadata.path("namespace").asText(), metadata.path("name").asText()),
                What.DELETED));
  }

  private static DeleteOptions byUid(Pod read, @Nullable Long graceSeconds, boolean dryRun) {
    DeleteOptionsBuilder options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(read.getMetadata().getUid())
            .endPreconditions();
    if (graceSeconds != null) {
      options.withGracePeriodSeconds(graceSeconds);
    }
    if (dryRun) {
      options.withDryRun("All");
    }
    return options.build();
  }

  private static String podPath(Pod pod) {
    return "/api/v1/namespaces/"
        + pod.getMetadata().getNamespace()
        + "/pods/"
        + pod.getMetadata().getName();
  }

  /** As the server would write it; parsed from text, so that equal values have equal node types. */
  ObjectNode json(HasMetadata object) {
    try {
      return (ObjectNode) JSON.readTree(client.getKubernetesSerialization().asJson(object));
    } catch (JsonProcessingException ownOutput) {
      throw new IllegalStateException("an object that cannot be read back", ownOutput);
    }
  }
}
