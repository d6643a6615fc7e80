/** The cluster as the actions need it: which pod a container belongs to, and who owns it. */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.cluster;
