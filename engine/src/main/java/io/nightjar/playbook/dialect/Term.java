package io.nightjar.playbook.dialect;

import java.time.Duration;
import java.util.List;

/** A condition as its parts; {@code offset} counts characters of the playbook's file from 0. */
public sealed interface Term {
  int offset();

  /** {@code $pod : podUid}. */
  record Bind(String variable, Value value, int offset) implements Term {}

  /** {@code left == right} and the like. */
  record Compare(Value left, String operator, Value right, int offset) implements Term {}

  /** {@code value in (…)}. */
  record In(Value value, boolean negated, List<Value> values, int offset) implements Term {
    public In {
      values = List.copyOf(values);
    }
  }

  /** {@code list contains member}. */
  record Contains(Value list, boolean negated, Value member, int offset) implements Term {}

  /** {@code this after[from,to] variable}, or before. */
  record Temporal(boolean after, Duration from, Duration to, String variable, int offset)
      implements Term {}

  /** A yes or no: {@code privileged}, {@code tagged("x")}. */
  record Is(Value value, int offset) implements Term {}

  /** {@code !inner}. */
  record Not(Term inner, int offset) implements Term {}

  /** All of them: {@code &&}. */
  record All(List<Term> terms, int offset) implements Term {
    public All {
      terms = List.copyOf(terms);
    }
  }

  /** One of them: {@code ||}. */
  record Any(List<Term> terms, int offset) implements Term {
    public Any {
      terms = List.copyOf(terms);
    }
  }

  /** What only the dialect's check and the compiler understand. */
  record Unread(String text, int offset) implements Term {}
}
