/** Telling people. */
@org.jspecify.annotations.NullMarked
package io.nightjar.notify;
