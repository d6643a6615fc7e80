package io.nightjar.detect;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One instance for what is equal and comes again and again: names of rules, programs and users,
 * tags. A few thousand places, each of which keeps what came last, so that who sends what never
 * comes again costs nothing but a miss. Thread safe.
 */
final class Shared {

  private static final int PLACES = 4_096;

  /** What is longer seldom comes twice. */
  private static final int LONGEST = 128;

  private static final int TAGS_AT_MOST = 32;

  private static final AtomicReferenceArray<String> TEXTS = new AtomicReferenceArray<>(PLACES);
  private static final AtomicReferenceArray<SortedSet<String>> SETS =
      new AtomicReferenceArray<>(PLACES);

  private Shared() {}

  /** An equal text; what was stored without one has none. */
  static String text(String text) {
    if (text == null || text.length() > LONGEST) {
      return text;
    }
    int place = place(text.hashCode());
    String known = TEXTS.getPlain(place);
    if (text.equals(known)) {
      return known;
    }
    TEXTS.setPlain(place, text);
    return text;
  }

  /** The same tags, sorted and unmodifiable; what was stored without them has none. */
  static SortedSet<String> tags(SortedSet<String> tags) {
    if (tags == null) {
      return tags;
    }
    int place = place(tags.hashCode());
    SortedSet<String> known = SETS.getAcquire(place);
    if (tags.equals(known)) {
      return known;
    }
    SortedSet<String> copy = new TreeSet<>();
    boolean lasting = tags.size() <= TAGS_AT_MOST;
    for (String tag : tags) {
      copy.add(text(tag));
      lasting &= tag.length() <= LONGEST;
    }
    SortedSet<String> mine = Collections.unmodifiableSortedSet(copy);
    if (lasting) {
      SETS.setRelease(place, mine);
    }
    return mine;
  }

  private static int place(int hash) {
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}
