/** Actions that reach beyond the cluster, to places that the configuration names. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.outside;
