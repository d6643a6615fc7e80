package io.nightjar.config;

import java.util.ArrayList;
import java.util.List;

/** What a record of the configuration says of its own values, all at once. */
public final class InvalidSettings extends IllegalArgumentException {

  /**
   * @param key the key within the record, as written in the file
   */
  public record Violation(String key, String message) {}

  private final transient List<Violation> violations;

  InvalidSettings(List<Violation> violations) {
    super(violations.toString());
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }

  /** Collects what is wrong and throws once. */
  static final class Check {
    private final List<Violation> violations = new ArrayList<>();

    Check that(boolean holds, String key, String message) {
      if (!holds) {
        violations.add(new Violation(key, message));
      }
      return this;
    }

    void done() {
      if (!violations.isEmpty()) {
        throw new InvalidSettings(violations);
      }
    }
  }

  static Check check() {
    return new Check();
  }
}
