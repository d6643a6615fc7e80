package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;

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

  <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return Optional.ofNullable(client.resources(type).inNamespace(namespace).withName(name).get());
  }

  <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return client.resources(type).inNamespace(namespace).list().getItems();
  }

  <T extends HasMetadata> T create(T wanted, boolean dryRun) {
    return client.resource(wanted).dryRun(dryRun).create();
  }

  /** The object as the server has it after the patch (or would have it, in a dry run). */
  <T extends HasMetadata> T patch(T read, ObjectPatch patch, boolean dryRun) {
    PatchContext.Builder context =
        new PatchContext.Builder().withPatchType(PatchType.JSON).withFieldManager(Marks.NIGHTJAR);
    if (dryRun) {
      context.withDryRun(List.of("All"));
    }
    return client.resource(read).patch(context.build(), patch.json());
  }

  /** Deletes exactly the version that was read. */
  void delete(HasMetadata read, boolean dryRun) {
    if (dryRun) {
      client.resource(read).dryRun(true).delete();
    } else {
      client.resource(read).lockResourceVersion().delete();
    }
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
