package io.nightjar.rules.cases;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.load.YamlReader;
import io.nightjar.rules.load.YamlValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the audit events of cases: {@code audit}, an {@code audit.k8s.io/v1 Event} as YAML or JSON,
 * laid over that of the file, and this over a request of a person who was allowed to make it. What
 * a case does not say need not be written: who asked, that it was answered, with which code.
 */
final class CaseAudit {
  static final List<String> KEYS =
      List.of(
          "kind",
          "apiVersion",
          "level",
          "auditID",
          "stage",
          "requestURI",
          "verb",
          "user",
          "impersonatedUser",
          "sourceIPs",
          "userAgent",
          "objectRef",
          "responseStatus",
          "requestObject",
          "responseObject",
          "requestReceivedTimestamp",
          "stageTimestamp",
          "annotations",
          "authenticationMetadata");

  private CaseAudit() {}

  static AuditEvent read(@Nullable YamlValue ofFile, @Nullable YamlValue ofCase, Location at)
      throws CaseFormatException {
    List<ObjectNode> layers = new ArrayList<>();
    String verb = "";
    for (YamlValue value : new @Nullable YamlValue[] {ofFile, ofCase}) {
      if (value != null) {
        CaseMap.of(value, KEYS);
        ObjectNode layer = (ObjectNode) CaseJson.of(value);
        verb = layer.path("verb").asText(verb);
        layers.add(layer);
      }
    }
    ObjectNode whole = usual(verb);
    layers.forEach(layer -> CaseJson.lay(layer, whole));
    AuditEvent audit = AuditEvent.of(whole);
    if (audit == null) {
      throw new CaseFormatException(at, "an audit event needs an auditID, a stage and a time");
    }
    return audit;
  }

  /** An event in a file of its own, as the API server wrote it: JSON, which is YAML too. */
  static YamlValue file(YamlValue value) throws CaseFormatException {
    String name = CaseMap.text(value);
    String caseFile = value.at().file().name();
    Problems problems = new Problems();
    try {
      Path path = Path.of(caseFile).resolveSibling(name);
      String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
      List<YamlValue> documents = YamlReader.read(new SourceFile(path.toString(), text), problems);
      if (documents.size() == 1 && !problems.failed()) {
        return documents.getFirst();
      }
      String why = problems.failed() ? new RuleErrors(problems.all()).render() : "one event";
      throw new CaseFormatException(value.at(), "'" + name + "' has to hold one event: " + why);
    } catch (IOException | InvalidPathException e) {
      throw new CaseFormatException(
          value.at(), "'" + name + "' cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static ObjectNode usual(String verb) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("kind", "Event").put("apiVersion", "audit.k8s.io/v1");
    event.put("level", "RequestResponse").put("auditID", "5e908e27-d34a-4d3a-908e-27d34a5e908e");
    event.put("stage", "ResponseComplete").put("stageTimestamp", "2026-01-01T00:00:00.000000Z");
    event.put("userAgent", "kubectl/v1.36.0 (linux/amd64) kubernetes/4e1ac3f");
    event.putArray("sourceIPs").add("203.0.113.7");
    ObjectNode user = event.putObject("user").put("username", "kim");
    user.putArray("groups").add("developers").add("system:authenticated");
    event.putObject("responseStatus").put("code", verb.equals("create") ? 201 : 200);
    ObjectNode annotations = event.putObject("annotations");
    Map.of("authorization.k8s.io/decision", "allow", "authorization.k8s.io/reason", "RBAC")
        .forEach(annotations::put);
    return event;
  }
}
