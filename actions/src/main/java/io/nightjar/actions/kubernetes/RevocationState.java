package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.kubernetes.Bindings.Binding;
import java.util.List;

/** What the undo of a revocation needs. */
record RevocationState(Account account, List<Revoked> bindings) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  RevocationState {
    bindings = List.copyOf(bindings);
  }

  /**
   * One binding that was changed.
   *
   * @param namespace empty for a ClusterRoleBinding
   * @param annotation name of the mark on it
   * @param edit the {@link EditState} of the change
   */
  record Revoked(
      String kind, String namespace, String name, String uid, String annotation, JsonNode edit) {

    Revoked with(JsonNode made) {
      return new Revoked(kind, namespace, name, uid, annotation, made);
    }

    static Revoked of(Binding binding, String annotation, JsonNode edit) {
      return new Revoked(
          binding.kind(), binding.namespace(), binding.name(), binding.uid(), annotation, edit);
    }

    static Revoked of(Binding binding, String annotation, EditState.Note note, Account account) {
      return of(
          binding,
          annotation,
          new EditState(binding.uid(), note, SubjectEdit.entries(binding.json(), account)).json());
    }
  }

  ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /**
   * @throws IllegalArgumentException when it is not such a state; unknown fields are passed over
   */
  static RevocationState of(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(
          "not the before-state of this action: " + json.getNodeType());
    }
    return JSON.convertValue(json, RevocationState.class);
  }
}
