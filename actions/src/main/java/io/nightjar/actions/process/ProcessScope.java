package io.nightjar.actions.process;

import io.nightjar.actions.Parameters;
import java.util.Optional;

/** Whether what is done to a process is done to its descendants too. */
enum ProcessScope {
  TREE("tree", " and its descendants"),
  ALONE("alone", " alone");

  static final String PARAMETER = "scope";
  static final String MEANING =
      "tree (the default), or alone: its descendants are left as they are";
  static final String PROBLEM = "the scope is tree or alone";

  private final String name;
  private final String words;

  ProcessScope(String name, String words) {
    this.name = name;
    this.words = words;
  }

  /** Empty for a word that is neither. */
  static Optional<ProcessScope> of(Parameters parameters) {
    String wanted = parameters.text(PARAMETER, TREE.name);
    for (ProcessScope scope : values()) {
      if (scope.name.equals(wanted)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }

  String words() {
    return words;
  }
}
