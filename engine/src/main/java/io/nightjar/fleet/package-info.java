/**
 * The engine's side of the agents on other nodes: who they are, what they hand in, and what is done
 * on their nodes.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.fleet;
