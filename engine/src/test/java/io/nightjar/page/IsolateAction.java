package io.nightjar.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ChangeWatch;
import io.nightjar.actions.ObjectChange;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.util.List;

/** Says what isolating would change; refuses to do it. */
record IsolateAction(ActionDescriptor descriptor) implements Action {

  @Override
  public Outcome execute(ActionRequest request) {
    if (!request.dryRun()) {
      throw new IllegalStateException("a page must never act");
    }
    JsonNodeFactory json = JsonNodeFactory.instance;
    JsonNode before =
        json.objectNode()
            .set(
                "metadata",
                json.objectNode().set("labels", json.objectNode().put("app", "checkout")));
    JsonNode after =
        json.objectNode()
            .set(
                "metadata",
                json.objectNode()
                    .set("labels", json.objectNode().put("nightjar.io/quarantine", "q-1f3a")));
    ChangeWatch.note(
        () ->
            ObjectChange.between(
                "NetworkPolicy shop/nightjar-q-1f3a",
                ObjectChange.What.CREATED,
                MissingNode.getInstance(),
                json.objectNode()
                    .set(
                        "spec",
                        json.objectNode()
                            .set("policyTypes", json.arrayNode().add("Ingress").add("Egress")))));
    ChangeWatch.note(
        () ->
            ObjectChange.between(
                "Pod " + request.target().namespace() + "/checkout-7d4b9",
                ObjectChange.What.CHANGED,
                before,
                after));
    return new Outcome.Succeeded(
        List.of(
            "dry run: NetworkPolicy nightjar-q-1f3a created: denies all ingress and egress",
            "dry run: label app removed: out of Service checkout and of its ReplicaSet",
            "dry run: label nightjar.io/quarantine added"),
        json.objectNode(),
        List.of("policy allow-dns still selects the pod"));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    throw new IllegalStateException("a page must never undo");
  }
}
