/** The text of a condition, its grammar and its tree; nothing here knows a field or an event. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.language;
