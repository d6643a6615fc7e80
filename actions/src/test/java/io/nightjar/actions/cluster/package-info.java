/** Tests of what the actions know of the cluster. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.cluster;
