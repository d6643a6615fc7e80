/** The night watch: pipeline and wiring. */
@org.jspecify.annotations.NullMarked
package io.nightjar;
