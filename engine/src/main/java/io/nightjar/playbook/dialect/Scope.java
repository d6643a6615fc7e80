package io.nightjar.playbook.dialect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables that are bound at a place of a rule; an inner scope sees the outer, not reverse.
 */
final class Scope {
  private final Map<String, ValueType> variables = new HashMap<>();

  Scope() {}

  Scope(Scope outer) {
    variables.putAll(outer.variables);
  }

  void bind(String variable, ValueType type) {
    variables.put(variable, type);
  }

  @Nullable ValueType type(String variable) {
    return variables.get(variable);
  }

  /** What to do about a variable that is not bound. */
  String hintFor(String variable) {
    return variables.isEmpty()
        ? "bind it first: " + variable + " : Detection( … )"
        : Suggestion.hint(variable, variables.keySet());
  }

  Set<String> names() {
    return variables.keySet();
  }
}
