/** The audit log in the words of other systems: JSON lines, OCSF, ECS. */
@org.jspecify.annotations.NullMarked
package io.nightjar.export;
