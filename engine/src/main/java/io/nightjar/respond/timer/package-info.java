/** Quartz behind the timers of responses. */
@org.jspecify.annotations.NullMarked
package io.nightjar.respond.timer;
