package io.nightjar.page;

import io.nightjar.detect.Priority;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.search.SearchField;
import io.nightjar.page.search.SearchFields;
import io.nightjar.search.Found;
import io.nightjar.search.StoredSearch;
import io.nightjar.search.Wanted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lists of detections, responses and incidents. Their filters and the place in the list stand
 * in the address, so that it can be handed on and works without a script.
 */
public final class ListPages implements PageRoutes {

  private static final int SIZE = 50;

  private final PageParts parts;
  private final StoredSearch search;
  private final Rows rows;

  public ListPages(PageParts parts, StoredSearch search) {
    this.parts = parts;
    this.search = search;
    this.rows = new Rows(parts);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/detections", Permission.VIEW, this::detections),
        Route.get("/responses", Permission.VIEW, this::responses),
        Route.get("/incidents", Permission.VIEW, this::incidents));
  }

  /**
   * What the template knows.
   *
   * @param set the filters that are set, in words; empty for none
   * @param older address of what comes after these; empty at the end
   * @param newest address of the first ones; empty where these are the first
   * @param empty why there is none; empty where there are some
   * @param mayAsk whether whoever looks may ask for a response by hand
   */
  record Model(
      String title,
      String path,
      List<SearchField> fields,
      String set,
      List<Rows.Row> rows,
      String older,
      String newest,
      boolean exhausted,
      String empty,
      boolean mayAsk) {}

  /** One of the lists. */
  private record Kind(Tab tab, String noun, List<SearchField> fields) {}

  private Reply detections(Call call) {
    Kind kind = new Kind(Tab.DETECTIONS, "detection", SearchFields.DETECTIONS);
    return list(call, kind, search::detections, rows::detections);
  }

  private Reply responses(Call call) {
    Kind kind = new Kind(Tab.RESPONSES, "response", SearchFields.RESPONSES);
    return list(call, kind, search::responses, rows::responses);
  }

  private Reply incidents(Call call) {
    Kind kind = new Kind(Tab.INCIDENTS, "incident", SearchFields.INCIDENTS);
    return list(call, kind, search::incidents, rows::incidents);
  }

  @FunctionalInterface
  private interface Search<T> {
    Found<T> find(Wanted wanted, String before, int limit);
  }

  private <T> Reply list(
      Call call, Kind kind, Search<T> finding, Function<List<T>, List<Rows.Row>> shown) {
    List<SearchField> fields =
        kind.fields().stream().map(field -> field.with(call.query().get(field.name()))).toList();
    String before = call.query().getOrDefault("before", "");
    Found<T> found;
    try {
      found = finding.find(wanted(fields), before, SIZE);
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest(String.valueOf(e.getMessage())));
    }
    Map<String, String> given = new TreeMap<>();
    fields.forEach(field -> given.put(field.name(), field.isSet() ? field.value() : ""));
    String path = kind.tab().path();
    Model model =
        new Model(
            kind.tab().label(),
            path,
            fields,
            words(fields.stream().filter(SearchField::isSet)),
            shown.apply(found.items()),
            found.next().isEmpty() ? "" : Address.of(path, with(given, found.next())),
            before.isEmpty() ? "" : Address.of(path, given),
            found.exhausted(),
            found.items().isEmpty() ? empty(kind, fields, found, before) : "",
            kind.tab() == Tab.RESPONSES && call.caller().may(Permission.REQUEST, ""));
    return parts.frame().show(call, new View("search/list", kind.tab().label(), kind.tab(), model));
  }

  private static Map<String, String> with(Map<String, String> given, String before) {
    Map<String, String> all = new TreeMap<>(given);
    all.put("before", before);
    return all;
  }

  private Wanted wanted(List<SearchField> fields) {
    Map<String, String> values =
        fields.stream().collect(Collectors.toMap(SearchField::name, SearchFields::asked));
    return new Wanted(
        values.getOrDefault("rule", ""),
        values.getOrDefault("namespace", ""),
        values.getOrDefault("pod", ""),
        values.getOrDefault("workload", ""),
        values.getOrDefault("node", ""),
        priority(values.getOrDefault("priority", "")),
        values.getOrDefault("state", "").toUpperCase(Locale.ROOT).replace('-', '_'),
        values.getOrDefault("playbook", ""),
        values.getOrDefault("action", ""),
        SearchFields.time("from", values, parts.times().zone()),
        SearchFields.time("to", values, parts.times().zone()),
        values.getOrDefault("text", ""));
  }

  private static @Nullable Priority priority(String word) {
    if (word.isEmpty()) {
      return null;
    }
    try {
      return Priority.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("there is no such priority"));
    }
  }

  private static String words(Stream<SearchField> fields) {
    return fields
        .filter(field -> !field.value().isEmpty())
        .map(field -> field.label().toLowerCase(Locale.ROOT) + " " + field.value())
        .collect(Collectors.joining(", "));
  }

  private static String empty(Kind kind, List<SearchField> fields, Found<?> found, String before) {
    String set = words(fields.stream());
    if (found.exhausted()) {
      return String.format(
          Locale.ROOT,
          "None of the %,d %ss that were looked at fits: %s. Older ones were not looked at yet.",
          StoredSearch.LOOKED_AT,
          kind.noun(),
          set);
    } else if (!before.isEmpty()) {
      return "There is no older "
          + kind.noun()
          + (set.isEmpty() ? "." : " that fits: " + set + ".");
    }
    return set.isEmpty()
        ? "There is no "
            + kind.noun()
            + " in the store: none came yet, or they are too old to be kept."
        : "No " + kind.noun() + " in the store fits: " + set + ".";
  }
}
