/** Comparisons of values, without fields or events: texts, globs, paths, addresses. */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.match;
