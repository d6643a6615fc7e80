/** Which cluster to act on, and the way to it. */
@org.jspecify.annotations.NullMarked
package io.nightjar.cluster;
