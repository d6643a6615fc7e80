/** Tests of the actions. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.kubernetes;
