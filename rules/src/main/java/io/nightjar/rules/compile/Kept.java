package io.nightjar.rules.compile;

import java.util.List;

/** What is still known of one field of an event that is gone; texts are hostile. */
public sealed interface Kept {

  /** The event had this text. */
  record Text(String text) implements Kept {}

  /** The event had this number, or a boolean as 0 or 1. */
  record Whole(long number) implements Kept {}

  /** These texts stood for the field; a check holds if it holds for any of them. */
  record AnyOf(List<String> texts) implements Kept {
    public AnyOf {
      texts = List.copyOf(texts);
    }
  }

  /** No value. */
  enum None implements Kept {
    /** The event had none: every check of the field was false. */
    MISSING,
    /** Nobody kept it. */
    UNKNOWN
  }

  /** What was kept of one event. */
  interface Fields {
    /**
     * @param key as rules spell the field: {@code proc.aname[2]}
     */
    Kept of(String key);
  }
}
