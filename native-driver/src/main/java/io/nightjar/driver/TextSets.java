package io.nightjar.driver;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sets of texts that path tests compare with, numbered, as two tables in which the kernel looks
 * a path up once for all tests: by its begin (exact texts with a zero behind them, and prefixes)
 * and by its end, backwards (suffixes, and names with a slash in front). What is found there is the
 * longest text, so each text also carries the sets of the shorter ones that it begins with.
 */
final class TextSets {
  /** Sets are the bits of a word. */
  static final int MAX_SETS = Long.SIZE;

  /** Bytes of one text. */
  static final int MAX_BYTES = 120;

  /** Texts of each table. */
  static final int MAX_TEXTS = 4096;

  private static final char REPLACEMENT = '\ufffd';

  private final Map<List<Set<String>>, Integer> numbers = new HashMap<>();
  private final Map<ByteBuffer, Long> begins = new HashMap<>();
  private final Map<ByteBuffer, Long> ends = new HashMap<>();
  private final PathGate gate = new PathGate();

  /** Why a set cannot be judged by the kernel. */
  static final class NotJudgeable extends Exception {
    private static final long serialVersionUID = 1;

    NotJudgeable(String reason) {
      super(reason, null, false, false);
    }
  }

  /** The number of the set of texts of a test. */
  int number(PathTest test) throws NotJudgeable {
    List<Set<String>> key = List.of(test.exact(), test.prefixes(), test.suffixes(), test.names());
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    if (numbers.size() == MAX_SETS) {
      throw new NotJudgeable("more than " + MAX_SETS + " different sets of paths");
    }
    Set<ByteBuffer> fromBegin = new HashSet<>();
    for (String text : test.exact()) {
      fromBegin.add(bytes(text, "\0", false));
    }
    for (String text : test.prefixes()) {
      fromBegin.add(bytes(text, "", false));
    }
    Set<ByteBuffer> fromEnd = new HashSet<>();
    for (String text : test.suffixes()) {
      fromEnd.add(bytes(text, "", true));
    }
    for (String text : test.names()) {
      // nothing is named like that
      if (text.indexOf('/') < 0) {
        fromEnd.add(bytes("/" + text, "", true));
      }
    }
    checkRoom(begins, fromBegin);
    checkRoom(ends, fromEnd);
    int number = numbers.size();
    numbers.put(key, number);
    fromBegin.forEach(text -> begins.merge(text, 1L << number, (a, b) -> a | b));
    fromEnd.forEach(text -> ends.merge(text, 1L << number, (a, b) -> a | b));
    long bit = 1L << number;
    test.exact().forEach(text -> gate.addExact(text, bit));
    test.prefixes().forEach(text -> gate.addPrefix(text, bit));
    test.suffixes().forEach(text -> gate.addSuffix(text, bit));
    test.names().forEach(text -> gate.addName(text, bit));
    return number;
  }

  /** The table of begins: for each text the sets of the paths that begin with it. */
  Map<ByteBuffer, Long> begins() {
    return closed(begins);
  }

  /** The table of ends, its texts backwards: the sets of the paths that end with it. */
  Map<ByteBuffer, Long> ends() {
    return closed(ends);
  }

  /** What a path's first and last name say. */
  PathGate gate() {
    return gate;
  }

  private static void checkRoom(Map<ByteBuffer, Long> table, Set<ByteBuffer> texts)
      throws NotJudgeable {
    long added = texts.stream().filter(text -> !table.containsKey(text)).count();
    if (table.size() + added > MAX_TEXTS) {
      throw new NotJudgeable("more than " + MAX_TEXTS + " paths");
    }
  }

  private static ByteBuffer bytes(String text, String end, boolean backwards) throws NotJudgeable {
    // where a path is not UTF-8 the rules see this character, the kernel does not
    if (text.indexOf(REPLACEMENT) >= 0 || text.indexOf('\0') >= 0) {
      throw new NotJudgeable("a path with characters that the kernel does not compare");
    }
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new NotJudgeable("a path that is no Unicode");
    }
    if (encoded.remaining() > MAX_BYTES) {
      throw new NotJudgeable("a path of more than " + MAX_BYTES + " bytes");
    }
    byte[] bytes = new byte[encoded.remaining() + end.length()];
    encoded.get(bytes, 0, encoded.remaining());
    if (backwards) {
      for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
        byte swapped = bytes[i];
        bytes[i] = bytes[j];
        bytes[j] = swapped;
      }
    }
    return ByteBuffer.wrap(bytes);
  }

  private static Map<ByteBuffer, Long> closed(Map<ByteBuffer, Long> table) {
    Map<ByteBuffer, Long> closed = new HashMap<>();
    table.forEach(
        (text, sets) ->
            closed.put(
                text,
                Stream.iterate(0, length -> length < text.remaining(), length -> length + 1)
                    .map(length -> table.getOrDefault(text.slice(0, length), 0L))
                    .reduce(sets, (a, b) -> a | b)));
    return closed;
  }
}
