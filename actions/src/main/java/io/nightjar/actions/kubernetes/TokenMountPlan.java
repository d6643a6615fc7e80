package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.nightjar.actions.DisplayText;
import java.util.Optional;

/** No token of the service account is mounted into the pod by itself. */
final class TokenMountPlan {
  private static final String FIELD = "automountServiceAccountToken";

  private TokenMountPlan() {}

  static Optional<String> harden(TemplateDraft draft) {
    JsonNode pod = draft.pod();
    if (pod.path(FIELD).asBoolean(true)) {
      draft.setPod(BooleanNode.FALSE, FIELD);
      String account = pod.path("serviceAccountName").asText("default");
      draft.changed("no token of service account " + account + " is mounted");
      draft.warn("a program in it that talks to the Kubernetes API is no longer known there");
      draft.warn("tokens that were read already stay valid until they expire or their pod is gone");
    }
    for (JsonNode volume : pod.path("volumes")) {
      for (JsonNode source : volume.path("projected").path("sources")) {
        if (source.has("serviceAccountToken")) {
          draft.warn(
              "volume "
                  + DisplayText.of(volume.path("name").asText())
                  + " of the template still gives it a token");
        }
      }
    }
    return Optional.empty();
  }
}
