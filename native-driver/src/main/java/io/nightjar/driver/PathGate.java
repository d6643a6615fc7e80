package io.nightjar.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel can tell of a path by its first name and its last one alone, before it puts the
 * whole together: in which sets it cannot be. A {@code struct nj_gate}: four tables of sets by a
 * hash of a name, in which more may seem possible than is, never less.
 */
final class PathGate {
  static final int NAMES = 256;
  static final int BYTES = 4 * NAMES * Long.BYTES;

  private static final int FIRST_PREFIX = 0;
  private static final int FIRST_EXACT = 1;
  private static final int LAST_EXACT = 2;
  private static final int LAST_END = 3;

  private final long[] sets = new long[4 * NAMES];

  /** A set has this very path. */
  void addExact(String path, long set) {
    add(FIRST_EXACT, firstName(path), set);
    add(LAST_EXACT, path.substring(path.lastIndexOf('/') + 1), set);
  }

  /** A set has all paths that begin with this. */
  void addPrefix(String text, long set) {
    boolean whole = text.startsWith("/") && text.indexOf('/', 1) > 1;
    if (whole) {
      add(FIRST_PREFIX, firstName(text), set);
    } else {
      addToAll(FIRST_PREFIX, set);
    }
  }

  /** A set has all paths that end with this. */
  void addSuffix(String text, long set) {
    int slash = text.lastIndexOf('/');
    if (slash >= 0 && slash < text.length() - 1) {
      add(LAST_END, text.substring(slash + 1), set);
    } else {
      addToAll(LAST_END, set);
    }
  }

  /** A set has all paths whose last name is this. */
  void addName(String name, long set) {
    add(LAST_END, name, set);
  }

  byte[] bytes() {
    ByteBuffer memory = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    memory.asLongBuffer().put(sets);
    return memory.array();
  }

  private static String firstName(String path) {
    int end = path.indexOf('/', 1);
    return path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
  }

  private void add(int table, String name, long set) {
    sets[table * NAMES + index(name)] |= set;
  }

  private void addToAll(int table, long set) {
    for (int i = 0; i < NAMES; i++) {
      sets[table * NAMES + i] |= set;
    }
  }

  /** The same as {@code gate_index} of the kernel half: of the first eight bytes and the length. */
  static int index(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    long word = 0;
    for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
      word |= (bytes[i] & 0xffL) << (8 * i);
    }
    return (int) (((word ^ bytes.length * 0x9e3779b97f4a7c15L) * 0xd6e8feb86659fd93L) >>> 56);
  }
}
