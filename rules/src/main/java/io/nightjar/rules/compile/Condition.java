package io.nightjar.rules.compile;

import io.nightjar.rules.field.EventContext;

/** A condition or a part of one, ready to judge events; has no state of its own. */
@FunctionalInterface
public interface Condition {
  boolean holds(EventContext context);
}
