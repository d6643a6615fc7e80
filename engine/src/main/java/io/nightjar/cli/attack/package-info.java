/**
 * Harmless but real suspicious acts in a throw-away container that looks like a pod of the practice
 * cluster.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.cli.attack;
