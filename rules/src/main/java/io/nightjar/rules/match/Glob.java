package io.nightjar.rules.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A shell pattern as {@code fnmatch(3)} without flags reads it: {@code *} and {@code ?} also match
 * a slash, {@code [a-z]}, {@code [!a-z]} and {@code [[:digit:]]} are sets, a backslash takes the
 * next character as it is. The time is at most pattern length times text length.
 */
public final class Glob implements TextMatcher {
  private final List<Part> parts;
  private final boolean ignoreCase;

  private Glob(List<Part> parts, boolean ignoreCase) {
    this.parts = List.copyOf(parts);
    this.ignoreCase = ignoreCase;
  }

  public static Glob of(String pattern, boolean ignoreCase) {
    return new Glob(parse(ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern), ignoreCase);
  }

  /** True if the pattern holds a character that is not taken literally. */
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  @Override
  public boolean matches(String text) {
    return matchesFolded(ignoreCase ? text.toLowerCase(Locale.ROOT) : text);
  }

  /** Goes back at most to the last star, since an earlier one cannot help any more. */
  private boolean matchesFolded(String text) {
    int part = 0;
    int at = 0;
    int starPart = -1;
    int starAt = 0;
    while (at < text.length() || part < parts.size()) {
      if (part < parts.size() && parts.get(part) instanceof Star) {
        starPart = part++;
        starAt = at;
      } else if (part < parts.size()
          && at < text.length()
          && parts.get(part).accepts(text.charAt(at))) {
        part++;
        at++;
      } else if (starPart >= 0 && starAt < text.length()) {
        part = starPart + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    return true;
  }

  private sealed interface Part {
    boolean accepts(char c);
  }

  private record Star() implements Part {
    @Override
    public boolean accepts(char c) {
      return true;
    }
  }

  private record Any() implements Part {
    @Override
    public boolean accepts(char c) {
      return true;
    }
  }

  private record One(char wanted) implements Part {
    @Override
    public boolean accepts(char c) {
      return c == wanted;
    }
  }

  private record Ranges(boolean negated, List<char[]> ranges, List<String> classes)
      implements Part {
    @Override
    public boolean accepts(char c) {
      boolean inside =
          ranges.stream().anyMatch(r -> c >= r[0] && c <= r[1])
              || classes.stream().anyMatch(name -> inClass(name, c));
      return inside != negated;
    }
  }

  private static boolean inClass(String name, char c) {
    boolean ascii = c < 128;
    return ascii
        && switch (name) {
          case "alpha" -> Character.isLetter(c);
          case "digit" -> Character.isDigit(c);
          case "alnum" -> Character.isLetterOrDigit(c);
          case "lower" -> Character.isLowerCase(c);
          case "upper" -> Character.isUpperCase(c);
          case "space" -> c == ' ' || (c >= 9 && c <= 13);
          case "blank" -> c == ' ' || c == '\t';
          case "punct" -> c > 32 && c < 127 && !Character.isLetterOrDigit(c);
          case "cntrl" -> Character.isISOControl(c);
          case "print" -> c >= 32 && c < 127;
          case "graph" -> c > 32 && c < 127;
          case "xdigit" -> Character.digit(c, 16) >= 0;
          default -> false;
        };
  }

  private static List<Part> parse(String pattern) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '*') {
        if (parts.isEmpty() || !(parts.get(parts.size() - 1) instanceof Star)) {
          parts.add(new Star());
        }
        at++;
      } else if (c == '?') {
        parts.add(new Any());
        at++;
      } else if (c == '\\' && at + 1 < pattern.length()) {
        parts.add(new One(pattern.charAt(at + 1)));
        at += 2;
      } else if (c == '[' && closing(pattern, at) > 0) {
        int end = closing(pattern, at);
        parts.add(set(pattern.substring(at + 1, end)));
        at = end + 1;
      } else {
        parts.add(new One(c));
        at++;
      }
    }
    return parts;
  }

  /** Index of the bracket that closes the set, or -1: then the opening one is a character. */
  private static int closing(String pattern, int open) {
    int at = open + 1;
    if (at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^')) {
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      at++;
    }
    while (at < pattern.length()) {
      if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) > 0) {
        at = pattern.indexOf(":]", at + 2) + 2;
      } else if (pattern.charAt(at) == '\\') {
        at += 2;
      } else if (pattern.charAt(at) == ']') {
        return at;
      } else {
        at++;
      }
    }
    return -1;
  }

  private static Ranges set(String inside) {
    boolean negated = inside.startsWith("!") || inside.startsWith("^");
    List<char[]> ranges = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    int at = negated ? 1 : 0;
    while (at < inside.length()) {
      int classEnd = inside.startsWith("[:", at) ? inside.indexOf(":]", at + 2) : -1;
      if (classEnd > 0) {
        classes.add(inside.substring(at + 2, classEnd));
        at = classEnd + 2;
        continue;
      }
      if (inside.charAt(at) == '\\' && at + 1 < inside.length()) {
        at++;
      }
      char low = inside.charAt(at);
      boolean range = at + 2 < inside.length() && inside.charAt(at + 1) == '-';
      char high = range ? inside.charAt(at + 2) : low;
      ranges.add(new char[] {low, high});
      at += range ? 3 : 1;
    }
    return new Ranges(negated, ranges, classes);
  }
}
