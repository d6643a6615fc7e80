/** The fields that conditions and outputs can name, and how each is read from an event. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.field;
