/** The objects, their revisions and who watches them. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.store;
