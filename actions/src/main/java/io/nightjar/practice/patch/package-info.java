/** The patch kinds of the Kubernetes API. */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice.patch;
