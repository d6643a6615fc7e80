package io.nightjar.rules.match;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.util.List;

/** The comparisons with one constant. */
public final class TextMatchers {
  private TextMatchers() {}

  public static TextMatcher equalTo(String constant) {
    return new Equal(new Utf8(constant));
  }

  public static TextMatcher startsWith(String constant) {
    return new Prefix(new Utf8(constant));
  }

  public static TextMatcher endsWith(String constant) {
    return new Suffix(new Utf8(constant));
  }

  public static TextMatcher contains(String constant) {
    return new Part(new Utf8(constant));
  }

  /** Contains, with ASCII letters of either case equal. */
  public static TextMatcher containsIgnoringCase(String constant) {
    String small = lower(constant);
    return text -> lower(text).contains(small);
  }

  private static String lower(String text) {
    StringBuilder lower = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower = lower == null ? new StringBuilder(text) : lower;
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower == null ? text : lower.toString();
  }

  /** The order of the bytes of two texts, which is that of their code points. */
  public static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      if (one.charAt(i) != other.charAt(i)) {
        boolean pairs =
            Character.isSurrogate(one.charAt(i)) != Character.isSurrogate(other.charAt(i));
        int order = Character.compare(one.charAt(i), other.charAt(i));
        return pairs ? (Character.isSurrogate(one.charAt(i)) ? 1 : -1) : order;
      }
    }
    return Integer.compare(one.length(), other.length());
  }

  /** The opposite of another comparison. */
  public static TextMatcher not(TextMatcher matcher) {
    return new Inverse(matcher);
  }

  /** At least so many and at most so many of the comparisons hold. */
  public static TextMatcher howMany(List<TextMatcher> matchers, int least, int most) {
    return new Count(List.copyOf(matchers), least, most);
  }

  /** The whole text fits the expression; takes time linear in the text. */
  public static TextMatcher regex(Pattern pattern) {
    return text -> pattern.matcher(text).matches();
  }

  private record Equal(Utf8 constant) implements TextMatcher {
    @Override
    public boolean judgesBytes() {
      return true;
    }

    @Override
    public boolean matches(String text) {
      return text.equals(constant.text());
    }

    @Override
    public boolean matches(ByteBuffer buffer, int offset, int length) {
      return length == constant.length() && constant.isAt(buffer, offset);
    }
  }

  private record Inverse(TextMatcher matcher) implements TextMatcher {
    @Override
    public boolean judgesBytes() {
      return matcher.judgesBytes();
    }

    @Override
    public boolean matches(String text) {
      return !matcher.matches(text);
    }

    @Override
    public boolean matches(ByteBuffer buffer, int offset, int length) {
      return !matcher.matches(buffer, offset, length);
    }
  }

  private record Count(List<TextMatcher> matchers, int least, int most) implements TextMatcher {
    @Override
    public boolean judgesBytes() {
      return matchers.stream().allMatch(TextMatcher::judgesBytes);
    }

    @Override
    public boolean matches(String text) {
      int count = 0;
      for (int i = 0; i < matchers.size() && !decided(count); i++) {
        count += matchers.get(i).matches(text) ? 1 : 0;
      }
      return count >= least && count <= most;
    }

    @Override
    public boolean matches(ByteBuffer buffer, int offset, int length) {
      int count = 0;
      for (int i = 0; i < matchers.size() && !decided(count); i++) {
        count += matchers.get(i).matches(buffer, offset, length) ? 1 : 0;
      }
      return count >= least && count <= most;
    }

    private boolean decided(int count) {
      return count > most || (count >= least && most == matchers.size());
    }
  }

  private record Prefix(Utf8 constant) implements TextMatcher {
    @Override
    public boolean judgesBytes() {
      return true;
    }

    @Override
    public boolean matches(String text) {
      return text.startsWith(constant.text());
    }

    @Override
    public boolean matches(ByteBuffer buffer, int offset, int length) {
      return length >= constant.length() && constant.isAt(buffer, offset);
    }
  }

  private record Suffix(Utf8 constant) implements TextMatcher {
    @Override
    public boolean judgesBytes() {
      return true;
    }

    @Override
    public boolean matches(String text) {
      return text.endsWith(constant.text());
    }

    @Override
    public boolean matches(ByteBuffer buffer, int offset, int length) {
      return length >= constant.length()
          && constant.isAt(buffer, offset + length - constant.length());
    }
  }

  private record Part(Utf8 constant) implements TextMatcher {
    @Override
    public boolean judgesBytes() {
      return true;
    }

    @Override
    public boolean matches(String text) {
      return text.contains(constant.text());
    }

    @Override
    public boolean matches(ByteBuffer buffer, int offset, int length) {
      for (int at = offset; at <= offset + length - constant.length(); at++) {
        if (constant.isAt(buffer, at)) {
          return true;
        }
      }
      return false;
    }
  }
}
