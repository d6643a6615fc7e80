/** What Nightjar costs and what it misses on this machine: {@code nightjar bench}. */
@org.jspecify.annotations.NullMarked
package io.nightjar.cli.bench;
