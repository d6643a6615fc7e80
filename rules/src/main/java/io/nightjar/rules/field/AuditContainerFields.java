package io.nightjar.rules.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code ka.req.pod.containers.*} and the same of init and ephemeral containers: one value for each
 * container; with an index, {@code ka.req.pod.containers.image[0]}, that of one.
 */
final class AuditContainerFields {
  private static final Map<String, String> KINDS =
      Map.of(
          "containers", "/requestObject/spec/containers",
          "initContainers", "/requestObject/spec/initContainers",
          "ephemeralContainers", "/requestObject/spec/ephemeralContainers");

  private AuditContainerFields() {}

  static void add(FieldList list) {
    KINDS.forEach((kind, pointer) -> add(list, "ka.req.pod." + kind + ".", pointer));
  }

  private static void add(FieldList list, String prefix, String pointer) {
    each(list, prefix + "image", "Images.", pointer, c -> AuditFields.printed(c.path("image")));
    each(list, prefix + "image.repository", "Images without tag.", pointer, c -> repository(c));
    each(list, prefix + "privileged", "true or false.", pointer, c -> flag(c, "privileged", false));
    each(
        list,
        prefix + "allow_privilege_escalation",
        "true or false.",
        pointer,
        c -> flag(c, "allowPrivilegeEscalation", true));
    each(
        list,
        prefix + "read_only_fs",
        "true or false.",
        pointer,
        c -> flag(c, "readOnlyRootFilesystem", false));
    each(list, prefix + "run_as_user", "User ids.", pointer, c -> security(c, "runAsUser"));
    each(list, prefix + "run_as_group", "Group ids.", pointer, c -> security(c, "runAsGroup"));
    each(list, prefix + "proc_mount", "Kinds of /proc.", pointer, c -> security(c, "procMount"));
    effective(list, prefix + "eff_run_as_user", pointer, "runAsUser");
    effective(list, prefix + "eff_run_as_group", pointer, "runAsGroup");
    list.texts(
        prefix + "host_port",
        "Ports of the node.",
        c -> inner(c, pointer, "/ports", port -> port.path("hostPort")));
    list.texts(
        prefix + "add_capabilities",
        "Capabilities that are added.",
        c -> inner(c, pointer, "/securityContext/capabilities/add", name -> name));
  }

  private interface OfContainer {
    @Nullable String text(JsonNode container);
  }

  private static void each(
      FieldList list, String name, String summary, String pointer, OfContainer value) {
    list.add(
        new Field(
            name,
            FieldType.TEXT,
            Field.Argument.OPTIONAL,
            null,
            summary + " One for each container.",
            argument -> extractor(argument, pointer, value)));
  }

  private static @Nullable Extractor extractor(
      @Nullable String argument, String pointer, OfContainer value) {
    if (argument == null) {
      return (Extractor.TextList)
          context -> {
            List<String> texts = new ArrayList<>();
            for (JsonNode container : AuditFields.node(context, pointer)) {
              String text = value.text(container);
              if (text != null) {
                texts.add(text);
              }
            }
            return texts.isEmpty() ? null : texts;
          };
    }
    if (!argument.matches("\\d{1,4}")) {
      return null;
    }
    int index = Integer.parseInt(argument);
    return (Extractor.TextList)
        context -> {
          JsonNode container = AuditFields.node(context, pointer).path(index);
          String text = container.isMissingNode() ? null : value.text(container);
          return text == null ? null : List.of(text);
        };
  }

  private static @Nullable List<String> inner(
      EventContext context, String pointer, String part, Function<JsonNode, JsonNode> value) {
    List<String> texts = new ArrayList<>();
    for (JsonNode container : AuditFields.node(context, pointer)) {
      for (JsonNode element : container.at(part)) {
        String text = AuditFields.printed(value.apply(element));
        if (text != null) {
          texts.add(text);
        }
      }
    }
    return texts.isEmpty() ? null : texts;
  }

  private static String flag(JsonNode container, String name, boolean unset) {
    String value = security(container, name);
    return value == null ? Boolean.toString(unset) : value;
  }

  private static @Nullable String security(JsonNode container, String name) {
    return AuditFields.printed(container.path("securityContext").path(name));
  }

  /** What the container says, else the pod, else 0. */
  private static void effective(FieldList list, String name, String pointer, String key) {
    list.texts(
        name,
        "What each container runs as in effect.",
        context -> {
          String ofPod = AuditFields.text(context, "/requestObject/spec/securityContext/" + key);
          List<String> texts = new ArrayList<>();
          for (JsonNode container : AuditFields.node(context, pointer)) {
            String own = security(container, key);
            texts.add(own != null ? own : ofPod != null ? ofPod : "0");
          }
          return texts.isEmpty() ? null : texts;
        });
  }

  /** The image without tag and digest; a colon before the last slash is the registry's port. */
  private static @Nullable String repository(JsonNode container) {
    String image = AuditFields.printed(container.path("image"));
    if (image == null) {
      return null;
    }
    int at = image.indexOf('@');
    String plain = at < 0 ? image : image.substring(0, at);
    int colon = plain.lastIndexOf(':');
    return colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain;
  }
}
