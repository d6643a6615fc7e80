/** From the tree of a condition to something that judges an event. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.compile;
