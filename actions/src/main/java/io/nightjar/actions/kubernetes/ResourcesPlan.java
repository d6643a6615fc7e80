package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome.Failed.Kind;
import java.util.ArrayList;
import java.util.List;

/** The change of a pod template that limits what its containers may take; never raises a limit. */
final class ResourcesPlan {
  static final TemplateFields FIELDS = new TemplateFields(List.of(), List.of("resources"));

  private ResourcesPlan() {}

  /**
   * @param name of the container; empty for all
   */
  static EditPlan of(ObjectNode workload, List<ResourceLimit> limits, String name) {
    TemplateDraft draft = new TemplateDraft(workload);
    List<TemplateContainer> containers =
        draft.containers().stream()
            .filter(one -> one.list().equals("containers"))
            .filter(one -> name.isEmpty() || one.name().equals(name))
            .toList();
    if (containers.isEmpty()) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED, "its template has no container " + DisplayText.of(name));
    }
    for (TemplateContainer container : containers) {
      limits.forEach(limit -> limit(draft, container, limit));
    }
    if (draft.patch().isEmpty()) {
      return new EditPlan.Nothing("its limits are that low already");
    }
    List<String> warnings = new ArrayList<>(draft.warnings());
    limits.forEach(limit -> warnings.add(meaning(limit)));
    warnings.addAll(Rollout.warnings(workload));
    return new EditPlan.Edit(draft.patch(), FIELDS.before(workload), draft.changes(), warnings);
  }

  private static void limit(TemplateDraft draft, TemplateContainer container, ResourceLimit limit) {
    JsonNode resources = container.json().path("resources");
    JsonNode there = resources.path("limits").path(limit.resource());
    if (!limit.isBelow(there)) {
      return;
    }
    TextNode wanted = TextNode.valueOf(limit.text());
    draft.set(container, wanted, "resources/limits/" + limit.resource());
    draft.changed(
        "container "
            + container.name()
            + ": "
            + limit.resource()
            + " limit "
            + (there.isMissingNode() ? "none" : DisplayText.of(there.asText()))
            + " → "
            + limit.text());
    JsonNode request = resources.path("requests").path(limit.resource());
    if (request.isMissingNode()) {
      draft.warn(
          "container "
              + container.name()
              + " has no request for "
              + limit.resource()
              + ": new pods ask the scheduler for the whole limit");
    } else if (limit.isBelow(request)) {
      // the API server takes no request above the limit
      draft.set(container, wanted, "resources/requests/" + limit.resource());
      draft.changed(
          "container "
              + container.name()
              + ": "
              + limit.resource()
              + " request "
              + DisplayText.of(request.asText())
              + " → "
              + limit.text());
    }
  }

  private static String meaning(ResourceLimit limit) {
    return switch (limit.resource()) {
      case ResourceLimit.CPU -> "what needs more processor time is slowed down";
      case "memory" -> "what needs more memory is killed (OOMKilled)";
      default -> "a pod that writes more is evicted";
    };
  }
}
