/**
 * Rules and playbooks as one policy: loaded together, reloaded together, the last good one kept.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.policy;
