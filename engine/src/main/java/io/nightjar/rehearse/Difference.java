package io.nightjar.rehearse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response that two sets of playbooks do not both ask for in the same way.
 *
 * @param kind what the new ones do with it
 * @param before as the old ones ask for it; null when it is added
 * @param after as the new ones ask for it; null when it is gone
 * @param changes what is different, where both ask for it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Difference(
    Kind kind, Entry.@Nullable Asked before, Entry.@Nullable Asked after, List<Change> changes) {

  /** What became of a response. */
  public enum Kind {
    ADDED,
    GONE,
    CHANGED
  }

  /** One thing in which the two are different, for people. */
  public record Change(String what, String before, String after) {}

  public Difference {
    changes = List.copyOf(changes);
  }

  /** The one that there is, the new one where there are both. */
  public Entry.Asked either() {
    Entry.Asked there = after == null ? before : after;
    if (there == null) {
      throw new IllegalStateException("a difference of nothing");
    }
    return there;
  }

  static Difference gone(Entry.Asked before) {
    return new Difference(Kind.GONE, before, null, List.of());
  }

  static Difference added(Entry.Asked after) {
    return new Difference(Kind.ADDED, null, after, List.of());
  }

  static Difference changed(Entry.Asked before, Entry.Asked after, List<Change> changes) {
    return new Difference(Kind.CHANGED, before, after, changes);
  }
}
