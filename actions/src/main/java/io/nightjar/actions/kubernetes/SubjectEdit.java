package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Takes the entries of one account out of a binding's subjects, and puts them back. */
final class SubjectEdit {
  private static final String SUBJECTS = "subjects";

  private SubjectEdit() {}

  /** The subjects that name the account. */
  static ArrayNode entries(JsonNode binding, Account account) {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    binding
        .path(SUBJECTS)
        .forEach(
            subject -> {
              if (account.is(subject)) {
                entries.add(subject);
              }
            });
    return entries;
  }

  static EditPlan plan(ObjectNode binding, String describe, String role, Account account) {
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    ArrayNode taken = JsonNodeFactory.instance.arrayNode();
    int index = 0;
    for (JsonNode subject : binding.path(SUBJECTS)) {
      if (account.is(subject)) {
        taken.addObject().put("index", index).set("subject", subject);
      } else {
        kept.add(subject);
      }
      index++;
    }
    if (taken.isEmpty()) {
      return new EditPlan.Nothing(describe + " does not name " + account.describe());
    }
    String others = kept.isEmpty() ? "" : ", its other subjects keep it";
    return new EditPlan.Edit(
        ObjectPatch.of(binding).set(kept, SUBJECTS),
        taken,
        List.of(describe + " no longer gives " + role + " to " + account.describe() + others),
        List.of());
  }

  /** Puts the entries where they were, as far as the list still reaches. */
  static void restore(ObjectPatch patch, JsonNode taken) {
    ArrayNode subjects = JsonNodeFactory.instance.arrayNode();
    patch.result().path(SUBJECTS).forEach(subjects::add);
    for (JsonNode one : taken) {
      subjects.insert(Math.min(one.path("index").asInt(), subjects.size()), one.path("subject"));
    }
    patch.set(subjects, SUBJECTS);
  }
}
