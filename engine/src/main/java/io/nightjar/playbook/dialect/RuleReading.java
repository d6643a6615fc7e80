package io.nightjar.playbook.dialect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a checked playbook as its parts, for whatever explains or judges it; offsets count
 * characters of the file from 0.
 *
 * @param calendars all of which must be on; empty for always
 * @param when what must have happened, all of it
 * @param then what is asked, in order
 */
public record RuleReading(
    String name, int offset, List<Calendar> calendars, List<Element> when, List<Said> then) {
  public RuleReading {
    calendars = List.copyOf(calendars);
    when = List.copyOf(when);
    then = List.copyOf(then);
  }

  /** A calendar that the rule names. */
  public record Calendar(String name, int offset) {}

  /** A part of what must have happened. */
  public sealed interface Element {
    int offset();
  }

  /**
   * One fact.
   *
   * @param variable that it is bound to, or null
   * @param over the length of its sliding window, if it has one
   */
  public record Fact(
      @Nullable String variable,
      String type,
      List<Term> conditions,
      Optional<Duration> over,
      int offset)
      implements Element {
    public Fact {
      conditions = List.copyOf(conditions);
    }

    /** The conditions with those that {@code &&} joins apart. */
    public List<Term> each() {
      List<Term> all = new ArrayList<>();
      conditions.forEach(term -> flatten(term, all));
      return all;
    }

    private static void flatten(Term term, List<Term> into) {
      if (term instanceof Term.All all) {
        all.terms().forEach(each -> flatten(each, into));
      } else {
        into.add(term);
      }
    }
  }

  /** Several parts. */
  public record Group(Kind kind, List<Element> parts, int offset) implements Element {
    public Group {
      parts = List.copyOf(parts);
    }
  }

  /** How a group counts. */
  public enum Kind {
    ALL,
    ANY,
    NONE,
    SOME
  }

  /**
   * How many there are of something.
   *
   * @param distinct the variable whose different values are counted; empty to count the facts
   * @param variable that holds the number
   * @param conditions on the number
   */
  public record Count(
      Element of, String distinct, String variable, List<Term> conditions, int offset)
      implements Element {
    public Count {
      conditions = List.copyOf(conditions);
    }
  }

  /** A sentence of the consequence. */
  public sealed interface Said {
    int offset();
  }

  /**
   * {@code respond.to($d).isolatePod().because("…")}.
   *
   * @param method name of the action's method
   */
  public record Ask(
      String variable, String method, List<String> arguments, List<Modifier> modifiers, int offset)
      implements Said {
    public Ask {
      arguments = List.copyOf(arguments);
      modifiers = List.copyOf(modifiers);
    }
  }

  /** {@code .undoAfter("8h")}. */
  public record Modifier(String name, List<String> arguments) {
    public Modifier {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code respond.page($d, "oncall", "…")}. */
  public record Page(String variable, String group, String text, int offset) implements Said {}

  /** What only the dialect's check and the compiler understand. */
  public record OtherSaid(String text, int offset) implements Said {}

  /** Every rule of a checked playbook. */
  public static List<RuleReading> of(Source checked) {
    return new DrlReader(checked).rules();
  }
}
