/** Actions that change nothing and keep what they see. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.evidence;
