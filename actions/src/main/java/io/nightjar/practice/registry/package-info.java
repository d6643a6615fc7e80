/** The rules under which an object may be created, changed and deleted. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.registry;
