/** What agent and engine say to each other: records and their bounds, nothing else. */
@org.jspecify.annotations.NullMarked
package io.nightjar.fleet.wire;
