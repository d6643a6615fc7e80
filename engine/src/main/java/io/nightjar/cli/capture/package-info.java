/** Captures of events: taking one from the kernel, and running the rules over one. */
@org.jspecify.annotations.NullMarked
package io.nightjar.cli.capture;
