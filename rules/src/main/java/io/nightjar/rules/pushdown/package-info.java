/**
 * What the kernel can do for the rules. From the tree of a condition two things are derived, in
 * opposite directions: {@link io.nightjar.rules.pushdown.Derivation} finds what has to be sent, at
 * least everything that the condition holds for; {@link io.nightjar.rules.pushdown.Enforcement}
 * finds what may be killed, at most what it holds for.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.rules.pushdown;
