/** The eBPF driver seen from Java: events in place, the process table, the kill. */
@org.jspecify.annotations.NullMarked
package io.nightjar.driver;
