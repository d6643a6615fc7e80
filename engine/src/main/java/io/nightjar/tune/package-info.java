/** Finds noise in the journal, proposes exceptions for it, and tries them on the past. */
@org.jspecify.annotations.NullMarked
package io.nightjar.tune;
