/** Keeps the store small, sound and safe: retention, check, backup, compaction. */
@org.jspecify.annotations.NullMarked
package io.nightjar.upkeep;
