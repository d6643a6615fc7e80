/** What this machine and this cluster lack for Nightjar, and what to type. */
@org.jspecify.annotations.NullMarked
package io.nightjar.cli.doctor;
