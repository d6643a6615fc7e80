package io.nightjar.playbook.dialect;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * What kind of value a property, a literal or a variable is.
 *
 * @param choice simple name of the enum for {@link Kind#CHOICE} and {@link Kind#CHOICE_TYPE}, name
 *     of the fact type for {@link Kind#FACT}, else empty
 */
record ValueType(Kind kind, String choice) {
  enum Kind {
    TEXT("text"),
    NUMBER("a number"),
    TRUTH("true or false"),
    TEXTS("a list of texts"),
    CHOICE("one of a fixed set"),
    CHOICE_TYPE("the name of a fixed set"),
    FACT("a fact"),
    OTHER("an object");

    private final String spoken;

    Kind(String spoken) {
      this.spoken = spoken;
    }

    String spoken() {
      return spoken;
    }
  }

  static final ValueType TEXT = new ValueType(Kind.TEXT, "");
  static final ValueType NUMBER = new ValueType(Kind.NUMBER, "");
  static final ValueType TRUTH = new ValueType(Kind.TRUTH, "");

  static ValueType fact(String type) {
    return new ValueType(Kind.FACT, type);
  }

  static ValueType of(Class<?> type) {
    if (type == String.class) {
      return TEXT;
    }
    if (type == boolean.class) {
      return TRUTH;
    }
    if (type == int.class || type == long.class) {
      return NUMBER;
    }
    if (type.isEnum()) {
      return new ValueType(Kind.CHOICE, type.getSimpleName());
    }
    if (Collection.class.isAssignableFrom(type)) {
      return new ValueType(Kind.TEXTS, "");
    }
    return new ValueType(Kind.OTHER, type == Instant.class || type == Duration.class ? "time" : "");
  }
}
