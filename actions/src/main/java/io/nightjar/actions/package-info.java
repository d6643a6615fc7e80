/** What Nightjar can do to a cluster or a process. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions;
