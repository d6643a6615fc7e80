package io.nightjar.respond;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.audit.CanonicalJson;
import io.nightjar.audit.Hash;
import io.nightjar.store.Json;
import java.util.List;
import java.util.Map;

/** What exactly a person agrees to, as a SHA-256: response id, action, target and parameters. */
public final class ActionDigest {

  private ActionDigest() {}

  public static String of(ResponseRequest request) {
    JsonNode target = Json.MAPPER.valueToTree(request.target());
    return Hash.sha256(
            CanonicalJson.write(
                Map.of(
                    "id",
                    request.id(),
                    "action",
                    request.actionId(),
                    "target",
                    Json.MAPPER.convertValue(target, Map.class),
                    "parameters",
                    Map.<String, List<String>>copyOf(request.parameters().values()))))
        .hex();
  }
}
