package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.load.Entries.ListEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the items of lists into conditions, as text: every occurrence of a list's name between
 * blanks, parentheses, commas and equal signs is replaced, list by list in the order of their
 * definition. An item that names an earlier list stands for that list's items as written, one level
 * deep.
 */
final class ListExpansion {
  /** Characters of the longest condition after expansion. */
  static final int LENGTH_LIMIT = 1_000_000;

  private static final String BLANKS = " \t\n\r";
  private static final String DELIMITERS = BLANKS + "(),=";

  private final Map<String, List<SourceText>> items = new LinkedHashMap<>();

  ListExpansion(Map<String, ListEntry> lists) {
    for (ListEntry list : lists.values()) {
      List<SourceText> expanded = new ArrayList<>();
      for (SourceText item : list.items) {
        ListEntry inner = lists.get(item.text());
        if (inner != null && inner.index < list.visibility) {
          expanded.addAll(inner.items);
        } else {
          expanded.add(item);
        }
      }
      items.put(list.name, expanded);
    }
  }

  /** The condition with all lists expanded, or unchanged, with a problem, if it grows too long. */
  SourceText expand(SourceText condition, Problems problems) {
    SourceText current = condition;
    for (Map.Entry<String, List<SourceText>> list : items.entrySet()) {
      current = expand(current, list.getKey(), list.getValue());
      if (current.length() > LENGTH_LIMIT) {
        problems.add(
            condition
                .at(0)
                .error(
                    "with its lists the condition is longer than " + LENGTH_LIMIT + " characters"));
        return condition;
      }
    }
    return current;
  }

  private static SourceText expand(SourceText source, String name, List<SourceText> values) {
    String text = source.text();
    int found = name.isEmpty() ? -1 : text.indexOf(name);
    if (found < 0) {
      return source;
    }
    SourceText.Builder out = new SourceText.Builder();
    int copied = 0;
    while (found >= 0) {
      int end = found + name.length();
      boolean whole =
          (found == 0 || DELIMITERS.indexOf(text.charAt(found - 1)) >= 0)
              && (end == text.length() || DELIMITERS.indexOf(text.charAt(end)) >= 0);
      if (whole) {
        copied = replace(source, out, copied, found, end, values);
        if (out.length() > LENGTH_LIMIT) {
          break;
        }
      }
      found = text.indexOf(name, Math.max(found + 1, copied));
    }
    return out.append(source, copied, source.length()).build();
  }

  /** Copies up to the name and writes the values in its place; answers where copying goes on. */
  private static int replace(
      SourceText source,
      SourceText.Builder out,
      int copied,
      int nameStart,
      int nameEnd,
      List<SourceText> values) {
    String text = source.text();
    int start = nameStart;
    int end = nameEnd;
    if (values.isEmpty()) {
      int before = skipBlanksBack(text, start, copied);
      int after = skipBlanks(text, end);
      if (before > copied && text.charAt(before - 1) == ',') {
        start = before - 1;
      } else if (after < text.length() && text.charAt(after) == ',') {
        end = after + 1;
      }
    }
    Location at = source.at(nameStart);
    out.append(source, copied, start).append(" ", at);
    String separator = "";
    for (SourceText value : values) {
      out.append(separator, at);
      // the place is the use of the list: an error there is about this condition
      out.append(quoted(value.text()), at);
      separator = ", ";
    }
    out.append(" ", at);
    return end;
  }

  private static int skipBlanksBack(String text, int from, int limit) {
    int at = from;
    while (at > limit && BLANKS.indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  static void appendQuoted(SourceText.Builder out, SourceText value) {
    if (needsQuotes(value.text())) {
      out.append("\"", value.at(0)).append(value).append("\"", value.at(value.length()));
    } else {
      out.append(value);
    }
  }

  private static String quoted(String value) {
    return needsQuotes(value) ? '"' + value + '"' : value;
  }

  private static boolean needsQuotes(String value) {
    return value.indexOf(' ') >= 0 && !value.startsWith("\"") && !value.startsWith("'");
  }
}
