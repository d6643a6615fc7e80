/**
 * The actions on Kubernetes objects. The pure half of each builds patches and objects from what was
 * read; {@link io.nightjar.actions.kubernetes.ClusterObjects} is the only class that talks.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.actions.kubernetes;
