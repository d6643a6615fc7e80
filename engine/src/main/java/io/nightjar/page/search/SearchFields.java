package io.nightjar.page.search;

import io.nightjar.detect.Priority;
import io.nightjar.respond.ResponseState;
import io.nightjar.search.StoredSearch;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** By what each list can be searched. */
public final class SearchFields {

  /** The choice that asks for nothing, where another is usual. */
  private static final String ALL = "all";

  private static final SearchField TEXT = SearchField.text("text", "Any text");
  private static final SearchField NAMESPACE = SearchField.text("namespace", "Namespace");
  private static final SearchField WORKLOAD = SearchField.text("workload", "Workload");
  private static final SearchField RULE = SearchField.text("rule", "Rule");
  private static final SearchField POD = SearchField.text("pod", "Pod");
  private static final SearchField NODE = SearchField.text("node", "Node");
  private static final SearchField FROM = SearchField.time("from", "From");
  private static final SearchField TO = SearchField.time("to", "Before");

  private static final SearchField PRIORITY =
      SearchField.choice(
          "priority",
          "Priority at least",
          "",
          Arrays.stream(Priority.values())
              .map(priority -> priority.name().toLowerCase(Locale.ROOT))
              .toList()
              .reversed());

  public static final List<SearchField> DETECTIONS =
      List.of(TEXT, RULE, PRIORITY, NAMESPACE, WORKLOAD, POD, NODE, FROM, TO);

  public static final List<SearchField> RESPONSES =
      List.of(
          TEXT,
          SearchField.choice(
              "state",
              "State",
              "",
              Stream.of(ResponseState.values()).map(ResponseState::words).toList()),
          SearchField.text("playbook", "Playbook"),
          SearchField.text("action", "Action"),
          NAMESPACE,
          WORKLOAD,
          POD,
          NODE,
          FROM,
          TO);

  public static final List<SearchField> INCIDENTS =
      List.of(
          TEXT,
          SearchField.choice(
              "state",
              "State",
              StoredSearch.NOT_CLOSED,
              List.of(StoredSearch.NOT_CLOSED, "open", "acknowledged", "closed", ALL)),
          RULE,
          PRIORITY,
          NAMESPACE,
          WORKLOAD,
          POD,
          NODE,
          FROM,
          TO);

  private SearchFields() {}

  /** What one of them asks for; empty for nothing. */
  public static String asked(SearchField field) {
    return field.value().equals(ALL) && field.choices().contains(ALL) ? "" : field.value();
  }

  /** The time that one of them holds; null where it is empty. */
  public static @Nullable Instant time(String name, Map<String, String> values, ZoneId zone) {
    return TimeField.parse(name, values.getOrDefault(name, ""), zone);
  }
}
