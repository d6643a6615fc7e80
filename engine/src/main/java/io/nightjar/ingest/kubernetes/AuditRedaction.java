package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes out of the bodies of an audit event what no rule needs and nobody may read later: the data
 * of Secrets, tokens, values of environment variables, and what names itself a password. It is done
 * in place before any rule looks, so that no field, log or store can hold it. Command lines of
 * containers and the data of ConfigMaps stay: rules judge them.
 */
final class AuditRedaction {
  /** What stands in the place of what was taken out. */
  static final String TAKEN_OUT = "(redacted)";

  private static final TextNode NOTHING = TextNode.valueOf(TAKEN_OUT);
  private static final Set<String> BODIES = Set.of("requestObject", "responseObject");
  private static final Set<String> OF_SECRETS = Set.of("data", "stringData");

  /** Holds the whole object once more, as it was handed to kubectl. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?:.*(?:password|passwd|passphrase|credential)|.*(?:secret|access|private|api)[-_]?key"
              + "|.*client[-_]?secret|.*token)");

  /** The end of a JSON pointer, as patches have it: an element of {@code env}, or its value. */
  private static final Pattern ENV_PATH = Pattern.compile(".*/env(?:/[^/]+(?:/value)?)?");

  private static final Pattern SECRET_PATH = Pattern.compile("/(?:data|stringData)(?:/.*)?");

  private final boolean secret;

  private AuditRedaction(boolean secret) {
    this.secret = secret;
  }

  /** Changes {@code event}. */
  static void apply(JsonNode event) {
    JsonNode ref = event.path("objectRef");
    boolean secret = ref.path("resource").asText("").equals("secrets");
    for (String body : BODIES) {
      new AuditRedaction(secret).clean(event.path(body));
    }
  }

  /** The depth is bounded where the event was read. */
  private void clean(JsonNode node) {
    if (node.isArray()) {
      node.forEach(this::clean);
    } else if (node instanceof ObjectNode object) {
      boolean holdsSecret = secret || object.path("kind").asText("").startsWith("Secret");
      cleanPatch(object);
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        entry.setValue(cleaned(entry.getKey(), entry.getValue(), holdsSecret));
      }
    }
  }

  private JsonNode cleaned(String name, JsonNode value, boolean holdsSecret) {
    if ((holdsSecret && OF_SECRETS.contains(name)) || name.equals(LAST_APPLIED)) {
      return NOTHING;
    }
    if (name.equals("env")) {
      value.forEach(AuditRedaction::cleanVariable);
    }
    if (value.isValueNode()) {
      return value.isTextual() && namesSecret(name) ? NOTHING : value;
    }
    clean(value);
    return value;
  }

  private static void cleanVariable(JsonNode variable) {
    if (variable instanceof ObjectNode object && object.hasNonNull("value")) {
      object.set("value", NOTHING);
    }
  }

  /** An operation of a JSON patch says by its path what its value is. */
  private void cleanPatch(ObjectNode object) {
    String path = object.path("path").asText("");
    boolean hides =
        object.has("op")
            && ((secret && SECRET_PATH.matcher(path).matches())
                || ENV_PATH.matcher(path).matches()
                || path.contains("last-applied-configuration")
                || namesSecret(path.substring(path.lastIndexOf('/') + 1)));
    if (hides && object.has("value")) {
      object.set("value", NOTHING);
    }
  }

  private static boolean namesSecret(String name) {
    return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }
}
