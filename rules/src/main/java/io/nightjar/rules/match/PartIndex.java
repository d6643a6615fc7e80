package io.nightjar.rules.match;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Which of many constants occur somewhere in the bytes of a text, found in one pass over it however
 * many there are (the automaton of Aho and Corasick, 1975). Built by one thread, then only read.
 */
final class PartIndex {
  private static final int BYTES = 256;

  private final int words;
  private final List<long[]> found = new ArrayList<>();
  private int[] next = new int[0];
  private boolean[] finds = new boolean[0];
  private boolean closed;

  PartIndex(int words) {
    this.words = words;
    newState();
  }

  private int newState() {
    int state = found.size();
    found.add(new long[words]);
    next = Arrays.copyOf(next, (state + 1) * BYTES);
    Arrays.fill(next, state * BYTES, next.length, -1);
    return state;
  }

  boolean isEmpty() {
    return found.size() == 1;
  }

  void add(byte[] constant, int rule) {
    int state = 0;
    for (byte b : constant) {
      int at = state * BYTES + Byte.toUnsignedInt(b);
      if (next[at] < 0) {
        int added = newState();
        next[at] = added;
      }
      state = next[at];
    }
    found.get(state)[rule / Long.SIZE] |= 1L << rule;
  }

  /** Completes the transitions; nothing is added afterwards. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    complete();
    finds = new boolean[found.size()];
    for (int state = 0; state < finds.length; state++) {
      finds[state] = Arrays.stream(found.get(state)).anyMatch(rules -> rules != 0);
    }
  }

  private void complete() {
    int[] fallback = new int[found.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int b = 0; b < BYTES; b++) {
      if (next[b] < 0) {
        next[b] = 0;
      } else {
        open.add(next[b]);
      }
    }
    while (!open.isEmpty()) {
      int state = open.remove();
      add(found.get(fallback[state]), found.get(state));
      for (int b = 0; b < BYTES; b++) {
        int at = state * BYTES + b;
        int other = next[fallback[state] * BYTES + b];
        if (next[at] < 0) {
          next[at] = other;
        } else {
          fallback[next[at]] = other;
          open.add(next[at]);
        }
      }
    }
  }

  void lookUp(ByteBuffer buffer, int offset, int end, long[] into) {
    int state = 0;
    for (int at = offset; at < end; at++) {
      state = next[state * BYTES + Byte.toUnsignedInt(buffer.get(at))];
      if (finds[state]) {
        add(found.get(state), into);
      }
    }
  }

  private static void add(long[] set, long[] into) {
    for (int i = 0; i < set.length; i++) {
      into[i] |= set[i];
    }
  }
}
