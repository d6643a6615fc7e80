/**
 * The practice cluster: a small in-memory Kubernetes API server for trying, testing and learning.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.practice;
