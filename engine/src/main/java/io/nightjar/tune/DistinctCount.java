package io.nightjar.tune;

import java.util.Arrays;

/** Counts different texts, exactly up to a bound; keeps 8 bytes of each. One thread. */
final class DistinctCount {
  static final int MOST = 512;

  private long[] hashes = new long[4];
  private int count;

  void add(String text) {
    long hash = hash(text);
    int found = Arrays.binarySearch(hashes, 0, count, hash);
    if (found >= 0 || count == MOST) {
      return;
    }
    int at = -found - 1;
    hashes = count == hashes.length ? Arrays.copyOf(hashes, count * 2) : hashes;
    System.arraycopy(hashes, at, hashes, at + 1, count - at);
    hashes[at] = hash;
    count++;
  }

  /** How many there were; {@link #MOST} stands for as many or more. */
  int count() {
    return count;
  }

  /** FNV-1a, spread; texts are hostile, but who makes two alike only makes himself look rarer. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash ^ hash >>> 32;
  }
}
