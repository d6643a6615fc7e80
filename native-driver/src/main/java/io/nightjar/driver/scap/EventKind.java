package io.nightjar.driver.scap;

import java.util.List;

/**
 * One line's half of the table of events: an event's number, what it is called, what it carries.
 *
 * @param name of the system call, or of the event where it is none
 * @param entry whether it is told when the call starts; its return has the next number
 * @param superseded an entry that today's schema has no more: it has no number of its own in an
 *     alert, because today's readers merge it into the return
 * @param large whether the lengths of its parameters have four bytes
 */
record EventKind(
    int code,
    String name,
    boolean entry,
    boolean superseded,
    boolean large,
    List<Parameter> parameters) {

  record Parameter(String name, ParameterType type) {}

  /** Index of a parameter, -1 when this kind does not have it. */
  int indexOf(String parameter) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(parameter)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether it is the first half of a call, whose second half tells the result. */
  boolean isHalf() {
    return entry && EventTable.get().kind(code + 1) != null;
  }
}
