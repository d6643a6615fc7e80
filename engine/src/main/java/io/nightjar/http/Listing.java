package io.nightjar.http;

import io.nightjar.detect.Priority;
import io.nightjar.http.About.Kind;
import io.nightjar.search.Found;
import io.nightjar.search.Wanted;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists in pages: what is wanted of them, and where the next page begins. */
final class Listing {

  static final int LIMIT_AT_MOST = 1_000;
  private static final int LIMIT = 50;

  private Listing() {}

  /** A kind of thing that is stored. */
  @FunctionalInterface
  interface Source<T> {
    /**
     * @throws IllegalArgumentException when {@code after} is none that was given
     */
    Found<T> find(Wanted wanted, String after, int limit);
  }

  /** What every list takes. */
  static About paged(About about) {
    return about
        .query("namespace", Kind.TEXT, "A whole name", "shop")
        .query("since", Kind.TIME, "Of then and later", "2026-11-20T00:00:00Z")
        .query("until", Kind.TIME, "Of before", "2026-11-21T00:00:00Z")
        .query("text", Kind.TEXT, "A part of anything that is stored of it", "xmrig")
        .query("limit", Kind.NUMBER, "So many at most; 1000 at the utmost", "50")
        .query("after", Kind.TEXT, "Where the page begins, as `Link` gave it", "");
  }

  /** What lists take of things that rules found. */
  static About ofRules(About about) {
    return paged(about)
        .query("rule", Kind.TEXT, "A part of a rule's name", "Terminal shell")
        .query("priority", Kind.TEXT, "Of that priority or more severe", "warning")
        .query("pod", Kind.TEXT, "The beginning of a pod's name", "checkout")
        .query("workload", Kind.TEXT, "A workload's name", "checkout")
        .query("node", Kind.TEXT, "A node's name", "node-1");
  }

  /**
   * @param state one or more, with commas; empty for all
   */
  static <T> Reply page(Call call, String state, Source<T> source) {
    Wanted wanted =
        new Wanted(
            text(call, "rule"),
            text(call, "namespace"),
            text(call, "pod"),
            text(call, "workload"),
            text(call, "node"),
            priority(text(call, "priority")),
            state,
            text(call, "playbook"),
            text(call, "action"),
            time(call, "since"),
            time(call, "until"),
            text(call, "text"));
    int limit = Math.max(1, (int) call.number("limit", LIMIT, LIMIT_AT_MOST));
    try {
      Found<T> found = source.find(wanted, text(call, "after"), limit);
      return found.next().isEmpty()
          ? Reply.ok(found.items())
          : next(call, found.items(), Map.of("after", found.next()));
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("after is what the Link of the page before says"));
    }
  }

  /** A page that another one follows. */
  static Reply next(Call call, List<?> items, Map<String, String> changed) {
    Map<String, String> query = new TreeMap<>(call.query());
    query.putAll(changed);
    String address =
        query.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    String link = "<" + call.incoming().path() + "?" + address + ">; rel=\"next\"";
    return new Reply.Content(200, "application/json", Reply.bytes(items), Map.of("Link", link));
  }

  /** Words of an enumeration, with commas, as the store has them. */
  static <E extends Enum<E>> String states(String text, Function<String, E> named) {
    return Arrays.stream(text.split(","))
        .filter(word -> !word.isBlank())
        .map(word -> constant(word.strip(), named).name())
        .collect(Collectors.joining(","));
  }

  private static <E extends Enum<E>> E constant(String word, Function<String, E> named) {
    try {
      return named.apply(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("there is no \"" + word + "\""));
    }
  }

  private static @Nullable Priority priority(String word) {
    return word.isEmpty() ? null : constant(word, Priority::valueOf);
  }

  private static @Nullable Instant time(Call call, String name) {
    String text = text(call, name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new Rejection(Problem.badRequest(name + " must be a time: 2026-11-20T03:00:00Z"));
    }
  }

  private static String text(Call call, String name) {
    return call.query().getOrDefault(name, "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
