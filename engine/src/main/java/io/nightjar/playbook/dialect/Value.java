package io.nightjar.playbook.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a condition compares. */
public sealed interface Value {

  /** A text literal. */
  record Text(String text) implements Value {}

  /** A number literal. */
  record Whole(long number) implements Value {}

  /** {@code true} or {@code false}. */
  record Truth(boolean truth) implements Value {}

  /**
   * A property, a question or a constant: {@code $d.image.startsWith("x")}, {@code Priority.ERROR}.
   *
   * @param steps what stands between the dots; at least one
   */
  record Path(List<Step> steps) implements Value {
    public Path {
      steps = List.copyOf(steps);
    }

    Path with(Step step) {
      List<Step> more = new ArrayList<>(steps);
      more.add(step);
      return new Path(more);
    }

    public Step last() {
      return steps.getLast();
    }

    /** Without the last step; only where there are two. */
    public Path withoutLast() {
      return new Path(steps.subList(0, steps.size() - 1));
    }

    /** Whether it begins with that variable or is it. */
    public boolean isVariable() {
      return steps.getFirst().name().startsWith("$");
    }

    /** The same path always as the same text. */
    @Override
    public String toString() {
      return steps.stream().map(Step::toString).collect(Collectors.joining("."));
    }
  }

  /**
   * One step of a path.
   *
   * @param call whether it has parentheses
   * @param arguments between them
   */
  record Step(String name, boolean call, List<Value> arguments) {
    public Step {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String toString() {
      return call
          ? name + arguments.stream().map(Value::spelt).collect(Collectors.joining(", ", "(", ")"))
          : name;
    }
  }

  /** As an author would write it. */
  default String spelt() {
    return switch (this) {
      case Text text -> '"' + text.text() + '"';
      case Whole number -> Long.toString(number.number());
      case Truth truth -> Boolean.toString(truth.truth());
      case Path path -> path.toString();
    };
  }
}
