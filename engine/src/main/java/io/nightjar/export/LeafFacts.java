package io.nightjar.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nightjar.audit.AuditLeaves.Leaf;
import io.nightjar.audit.AuditRecord;
import io.nightjar.detect.Detection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A leaf, and what else the store knows of it.
 *
 * @param detection the accepted detection, where the journal still has it and it is the one whose
 *     hash the leaf carries
 * @param asked fields of the leaf by which its response was asked for; missing where there is none
 */
record LeafFacts(Leaf leaf, AuditRecord record, @Nullable Detection detection, JsonNode asked) {

  static LeafFacts of(Leaf leaf, AuditRecord record) {
    return new LeafFacts(leaf, record, null, MissingNode.getInstance());
  }

  /** A field of the leaf as text, or empty. */
  String field(String name) {
    return record.fields().path(name).asText("");
  }

  /** A field of the request as text, or empty. */
  String asked(String name) {
    return asked.path(name).asText("");
  }

  /** The leaf word for word. */
  String text() {
    return new String(leaf.bytes(), StandardCharsets.UTF_8);
  }

  /** Who it was, where it was a person; otherwise empty. */
  String person() {
    String actor = record.actor();
    return actor.startsWith("person:") ? actor.substring("person:".length()) : "";
  }

  /** The namespace that it is about, or empty. */
  String namespace() {
    String own = field("namespace");
    return own.isEmpty() ? asked("namespace") : own;
  }

  /** One line for people: what the leaf says of its reason, else its kind. */
  String message() {
    for (String name : new String[] {"reason", "why", "what", "text", "comment"}) {
      String said = field(name);
      if (!said.isEmpty()) {
        return record.kind() + ": " + said;
      }
    }
    String rule = field("rule");
    return rule.isEmpty() ? record.kind() : record.kind() + ": " + rule;
  }
}
