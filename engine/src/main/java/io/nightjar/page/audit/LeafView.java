package io.nightjar.page.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.audit.AuditRecord;
import io.nightjar.page.Moment;
import io.nightjar.page.PageTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One leaf in a list.
 *
 * @param response id of the response that it belongs to; empty for none
 * @param more the first of its fields
 */
record LeafView(long index, Moment at, String kind, String actor, String response, String more) {

  private static final int FIELDS = 4;
  private static final int TEXT = 90;

  static LeafView of(AuditRecord leaf, PageTimes times) {
    String response = leaf.responseId();
    return new LeafView(
        leaf.index(),
        times.exact(leaf.time()),
        leaf.kind(),
        leaf.actor(),
        response == null ? "" : response,
        more(leaf.fields()));
  }

  private static String more(JsonNode fields) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      String value =
          field.getValue().isTextual() ? field.getValue().asText() : field.getValue().toString();
      if (!value.isEmpty() && words.size() < FIELDS) {
        words.add(field.getKey() + ": " + cut(value));
      }
    }
    return String.join(" · ", words);
  }

  private static String cut(String value) {
    return value.length() <= TEXT ? value : value.substring(0, TEXT) + "…";
  }
}
