package io.nightjar.rules.field;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.rules.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code ka.*} and {@code jevt.*}: what a Kubernetes audit event says. */
final class AuditFields {
  private static final String REQUEST = "/requestObject";
  private static final String POD = REQUEST + "/spec";

  private AuditFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    json(list);
    request(list);
    target(list);
    pod(list);
    others(list);
    AuditContainerFields.add(list);
    return list.fields();
  }

  private static void json(FieldList list) {
    list.add(
        new Field(
            "jevt.value",
            FieldType.TEXT,
            Field.Argument.REQUIRED,
            null,
            "What stands at a JSON pointer: jevt.value[/stage].",
            AuditFields::pointer));
    list.text("jevt.obj", "The whole event as JSON.", c -> read(c, AuditEvent::json));
    list.number("jevt.rawtime", "Nanoseconds since the epoch.", EventContext::timeNanos);
    list.time("jevt.time", "Time of day with nanoseconds.", EventFields::timeOfDay);
    list.time("jevt.time.iso8601", "Date and time as ISO 8601.", EventFields::iso);
  }

  private static @Nullable Extractor pointer(@Nullable String argument) {
    if (argument == null || !argument.startsWith("/")) {
      return null;
    }
    JsonPointer pointer = JsonPointer.compile(argument);
    return (Extractor.Text) c -> read(c, event -> event.json().at(pointer));
  }

  private static void request(FieldList list) {
    at(list, "ka.auditid", "/auditID", "Id of the request.");
    at(list, "ka.stage", "/stage", "Stage that was reached: ResponseComplete and so on.");
    at(list, "ka.verb", "/verb", "Verb: get, create, delete …");
    at(list, "ka.uri", "/requestURI", "Path and query as the client sent them.");
    list.keyed("ka.uri.param", "A parameter of the query.", name -> c -> parameter(c, name));
    at(list, "ka.useragent", "/userAgent", "What the client calls itself.");
    list.texts("ka.sourceips", "Addresses; only the last is certain.", c -> all(c, "/sourceIPs"));
    at(list, "ka.user.name", "/user/username", "Who asked.");
    list.texts("ka.user.groups", "Groups of who asked.", c -> all(c, "/user/groups"));
    at(list, "ka.impuser.name", "/impersonatedUser/username", "Who was impersonated.");
    annotation(list, "ka.auth.decision", "authorization.k8s.io/decision", "allow or forbid.");
    annotation(list, "ka.auth.reason", "authorization.k8s.io/reason", "Why it was decided so.");
    at(list, "ka.response.code", "/responseStatus/code", "HTTP status of the answer.");
    at(list, "ka.response.reason", "/responseStatus/reason", "Reason in the answer.");
    at(list, "ka.resp.name", "/responseObject/metadata/name", "Name of the object answered.");
  }

  private static void target(FieldList list) {
    list.text("ka.target.name", "Name of the object.", AuditFields::targetName);
    at(list, "ka.target.namespace", "/objectRef/namespace", "Namespace of the object.");
    at(list, "ka.target.resource", "/objectRef/resource", "Kind of the object: pods, secrets …");
    at(list, "ka.target.subresource", "/objectRef/subresource", "exec, attach, log …");
    list.text(
        "ka.target.pod.name",
        "Name of the pod that is asked for or worked in.",
        c -> "pods".equals(text(c, "/objectRef/resource")) ? targetName(c) : null);
  }

  /** An object whose name the server makes up is named in the answer alone. */
  private static @Nullable String targetName(EventContext context) {
    String name = text(context, "/objectRef/name");
    if (name == null) {
      name = text(context, "/responseObject/metadata/name");
    }
    return name == null ? text(context, REQUEST + "/metadata/name") : name;
  }

  private static void pod(FieldList list) {
    flag(list, "ka.req.pod.host_ipc", POD + "/hostIPC", "Whether it shares the node's IPC.");
    flag(list, "ka.req.pod.host_network", POD + "/hostNetwork", "Whether it is on the node's net.");
    flag(list, "ka.req.pod.host_pid", POD + "/hostPID", "Whether it sees the node's processes.");
    list.texts(
        "ka.req.pod.volumes.hostpath",
        "Paths of the node that are mounted.",
        c -> each(c, POD + "/volumes", v -> v.at("/hostPath/path")));
    list.texts("ka.req.pod.volumes.volume_type", "Kinds of volumes.", AuditFields::volumeTypes);
    at(list, "ka.req.pod.run_as_user", POD + "/securityContext/runAsUser", "User id of the pod.");
    at(
        list,
        "ka.req.pod.run_as_group",
        POD + "/securityContext/runAsGroup",
        "Group id of the pod.");
    at(list, "ka.req.pod.fs_group", POD + "/securityContext/fsGroup", "Group of its volumes.");
    list.texts(
        "ka.req.pod.supplemental_groups",
        "Further groups of the pod.",
        c -> all(c, POD + "/securityContext/supplementalGroups"));
  }

  private static @Nullable List<String> volumeTypes(EventContext context) {
    List<String> types = new ArrayList<>();
    for (JsonNode volume : node(context, POD + "/volumes")) {
      volume
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!name.equals("name")) {
                  types.add(name);
                }
              });
    }
    return types.isEmpty() ? null : types;
  }

  private static void others(FieldList list) {
    list.texts(
        "ka.req.binding.subjects",
        "Names of who is bound to the role.",
        c -> each(c, REQUEST + "/subjects", s -> s.path("name")));
    at(list, "ka.req.binding.role", REQUEST + "/roleRef/name", "Role that is bound.");
    at(list, "ka.req.configmap.name", REQUEST + "/metadata/name", "Name of the ConfigMap.");
    at(list, "ka.req.configmap.obj", REQUEST + "/data", "Data of the ConfigMap as JSON.");
    at(list, "ka.req.service.type", REQUEST + "/spec/type", "Type of the Service.");
    list.texts(
        "ka.req.service.ports",
        "Ports of the Service.",
        c -> each(c, REQUEST + "/spec/ports", port -> port.path("port")));
    list.texts(
        "ka.req.role.rules",
        "Rules of the role as JSON.",
        c -> each(c, REQUEST + "/rules", r -> r));
    for (String part : List.of("apiGroups", "nonResourceURLs", "verbs", "resources")) {
      list.texts(
          "ka.req.role.rules." + part,
          "The " + part + " of all rules of the role.",
          c -> flat(c, REQUEST + "/rules", part));
    }
  }

  // ---- reading ----

  private static void at(FieldList list, String name, String pointer, String summary) {
    list.text(name, summary, c -> text(c, pointer));
  }

  /** Unset means false, as it does in Kubernetes, wherever there is a request. */
  private static void flag(FieldList list, String name, String pointer, String summary) {
    list.texts(
        name,
        summary,
        c -> {
          boolean asked = !node(c, POD).isMissingNode();
          String value = text(c, pointer);
          return value != null ? List.of(value) : asked ? List.of("false") : null;
        });
  }

  private static void annotation(FieldList list, String name, String key, String summary) {
    list.text(name, summary, c -> read(c, event -> event.json().path("annotations").path(key)));
  }

  private static @Nullable String read(EventContext context, Function<AuditEvent, JsonNode> of) {
    AuditEvent event = context.audit();
    return event == null ? null : printed(of.apply(event));
  }

  static JsonNode node(EventContext context, String pointer) {
    AuditEvent event = context.audit();
    return event == null
        ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
        : event.json().at(pointer);
  }

  static @Nullable String text(EventContext context, String pointer) {
    return printed(node(context, pointer));
  }

  /** A scalar as its text, anything else as JSON; null for what is not there. */
  static @Nullable String printed(JsonNode node) {
    return node.isMissingNode() || node.isNull()
        ? null
        : node.isValueNode() ? node.asText() : node.toString();
  }

  private static @Nullable List<String> all(EventContext context, String pointer) {
    return each(context, pointer, node -> node);
  }

  static @Nullable List<String> each(
      EventContext context, String pointer, Function<JsonNode, JsonNode> part) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node(context, pointer)) {
      String text = printed(part.apply(element));
      if (text != null) {
        texts.add(text);
      }
    }
    return texts.isEmpty() ? null : texts;
  }

  static @Nullable List<String> flat(EventContext context, String pointer, String part) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node(context, pointer)) {
      for (JsonNode inner : element.at(part.startsWith("/") ? part : "/" + part)) {
        String text = printed(inner);
        if (text != null) {
          texts.add(text);
        }
      }
    }
    return texts.isEmpty() ? null : texts;
  }

  private static @Nullable String parameter(EventContext context, String name) {
    String uri = text(context, "/requestURI");
    int query = uri == null ? -1 : uri.indexOf('?');
    if (uri == null || query < 0) {
      return null;
    }
    for (String pair : uri.substring(query + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decoded(key).equals(name)) {
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
      }
    }
    return null;
  }

  /** Percent signs resolved; what is no proper encoding stays as it is. */
  private static String decoded(String text) {
    try {
      return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
