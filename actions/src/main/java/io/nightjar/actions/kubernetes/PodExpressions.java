package io.nightjar.actions.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Conditions on pods in CEL, as the API server evaluates them. */
final class PodExpressions {

  /**
   * {@code variables.checked}: all containers of a new pod, the debug containers where only those
   * change.
   */
  static final Map<String, String> CONTAINERS =
      Map.of(
          "checked",
          "(request.operation == 'CREATE' ? object.spec.containers : [])"
              + " + (request.operation == 'CREATE' && has(object.spec.initContainers)"
              + " ? object.spec.initContainers : [])");

  private static final String DEBUG =
      "(has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers : [])";

  private static final String MODEST =
      "(c, !has(c.securityContext) || !has(c.securityContext.privileged)"
          + " || !c.securityContext.privileged)";

  static final String UNPRIVILEGED =
      "variables.checked.all"
          + MODEST
          + " && "
          + DEBUG
          + ".all"
          + MODEST
          + not("hostPID")
          + not("hostIPC")
          + not("hostNetwork");

  private PodExpressions() {}

  private static String not(String flag) {
    return " && (!has(object.spec." + flag + ") || !object.spec." + flag + ")";
  }

  /** {@code variables.before} and {@code variables.now}: the images of a pod. */
  static Map<String, String> images() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("now", imagesOf("object"));
    variables.put("before", "oldObject == null ? [] : " + imagesOf("oldObject"));
    return variables;
  }

  private static String imagesOf(String pod) {
    StringBuilder all = new StringBuilder(pod + ".spec.containers.map(c, c.image)");
    for (String list : List.of("initContainers", "ephemeralContainers")) {
      String path = pod + ".spec." + list;
      all.append(" + (has(").append(path).append(") ? ").append(path);
      all.append(".map(c, c.image) : [])");
    }
    return "(" + all + ")";
  }

  /**
   * No image that was not there before is one of these.
   *
   * @param references exact image references; no quotes can stand in one
   * @param digests {@code sha256:…}
   */
  static String noneOf(List<String> references, List<String> digests) {
    StringBuilder blocked = new StringBuilder("i in " + list(references));
    digests.forEach(digest -> blocked.append(" || i.endsWith('@").append(digest).append("')"));
    return "variables.now.all(i, i in variables.before || !(" + blocked + "))";
  }

  private static String list(List<String> texts) {
    return "[" + String.join(", ", texts.stream().map(text -> "'" + text + "'").toList()) + "]";
  }
}
