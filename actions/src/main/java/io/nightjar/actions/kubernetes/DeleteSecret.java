package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kubernetes:delete-secret}: deletes one Secret. Its value is never read, so it can be
 * neither logged nor brought back: whoever issued the credential has to issue another.
 */
public final class DeleteSecret implements Action {
  public static final String ID = "kubernetes:delete-secret";

  private static final String ACCOUNT = "kubernetes.io/service-account.name";
  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Delete the Secret; its value is never read, so nothing brings it back",
          SecretTarget.class,
          Map.of(),
          false,
          true,
          true,
          List.of(
              new Permission("", "secrets", List.of("get", "delete")),
              new Permission("", "pods", List.of("list"))),
          "D3-CR");

  private final ClusterObjects cluster;
  private final NotedRemoval noted;

  public DeleteSecret(KubernetesClient client, Intents intents) {
    this.cluster = new ClusterObjects(client);
    this.noted = new NotedRemoval(intents);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return request.target() instanceof SecretTarget target
        ? ConflictRetry.execute(() -> attempt(request, target))
        : WrongTarget.kind(ID, request.target());
  }

  private Outcome attempt(ActionRequest request, SecretTarget target) {
    Optional<JsonNode> found = cluster.secretMetadata(target.namespace(), target.name());
    if (found.isEmpty()) {
      return new Outcome.NothingToDo(target.describe() + " is gone");
    }
    JsonNode metadata = found.get();
    String uid = metadata.path("uid").asText();
    if (!uid.equals(target.uid())) {
      return !request.dryRun() && noted.mayBeOurs(request.responseId())
          ? new Outcome.NothingToDo(target.describe() + " is gone, another has its name")
          : WrongTarget.uid(target, target.uid(), uid);
    }
    if (metadata.has("deletionTimestamp")) {
      return new Outcome.NothingToDo(target.describe() + " is being deleted already");
    }
    cluster.deleteSecret(metadata, true);
    Outcome.Succeeded outcome =
        new Outcome.Succeeded(
            List.of(target.describe() + " deleted"),
            NullNode.getInstance(),
            warnings(target, metadata));
    if (request.dryRun()) {
      return DryRun.of(outcome);
    }
    noted.run(request.responseId(), () -> cluster.deleteSecret(metadata, false));
    return stands(target)
        ? new Outcome.Failed(
            Kind.CONFLICT, "the API server agreed, but " + target.describe() + " is still there")
        : outcome;
  }

  private boolean stands(SecretTarget target) {
    return cluster
        .secretMetadata(target.namespace(), target.name())
        .filter(again -> again.path("uid").asText().equals(target.uid()))
        .filter(again -> !again.has("deletionTimestamp"))
        .isPresent();
  }

  /** That it went after this response had asked for it, and only the answer was lost. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof SecretTarget target
            && noted.mayBeOurs(request.responseId())
            && !stands(target)
        ? Optional.of(
            NotedRemoval.found(
                target.describe() + " deleted",
                List.of("whoever has read its value still has it, and its users are not known")))
        : Optional.empty();
  }

  private List<String> warnings(SecretTarget target, JsonNode metadata) {
    List<String> warnings = new ArrayList<>();
    String account = metadata.path("annotations").path(ACCOUNT).asText();
    warnings.add(
        account.isEmpty()
            ? "whoever has read its value still has it: revoke the credential where it was issued"
            : "tokens of ServiceAccount " + account + " from this Secret are invalid from now on");
    List<String> users =
        cluster.list(Pod.class, target.namespace()).stream()
            .filter(pod -> SecretUses.uses(cluster.json(pod), target.name()))
            .map(pod -> pod.getMetadata().getName())
            .sorted()
            .toList();
    if (!users.isEmpty()) {
      warnings.add(
          "these pods use it; they keep what they have read, and cannot start again without it: "
              + Words.some(users, 10));
    }
    List<String> owners = SecretUses.owners(metadata);
    if (!owners.isEmpty()) {
      warnings.add("this may make it again, with the same value: " + Words.some(owners, 5));
    }
    return warnings;
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED, "the value of the Secret was never read, so it cannot be brought back");
  }
}
